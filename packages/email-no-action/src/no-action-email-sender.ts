import { type JsonObject, type OutboundMessage, pointerTo, type Sender, type Violation } from '@tessera/core';

/** `sender_type` `no_action` for e-mail: takes every message and sends none, so the code can be read through code exposure only. */
export class NoActionEmailSender implements Sender {
  readonly name = 'no_action';
  readonly secretPaths: readonly string[] = [];
  readonly isImmediate = true;

  /** There are no settings; each one is a violation. */
  validateSettings(settings: JsonObject): readonly Violation[] {
    return Object.keys(settings).map((name) => ({ pointer: pointerTo('', name), message: 'unknown property' }));
  }

  async send(_message: OutboundMessage): Promise<void> {
    // Nothing to send, nothing to fail.
  }
}
