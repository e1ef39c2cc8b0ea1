import type { JsonObject, OutboundMessage, Sender, SendFailure, Violation } from '@tessera/core';

/** A sender for tests: keeps every message, takes any settings, and fails when told to. */
export class RecordingSender implements Sender {
  readonly name: string;
  readonly secretPaths: readonly string[] = [];
  readonly messages: OutboundMessage[] = [];
  /** While set, messages are kept and then refused with it. */
  failure: SendFailure | undefined;
  /** As `Sender.isImmediate`. */
  isImmediate = false;

  constructor(name = 'recording') {
    this.name = name;
  }

  validateSettings(_settings: JsonObject): readonly Violation[] {
    return [];
  }

  async send(message: OutboundMessage): Promise<void> {
    this.messages.push(message);
    if (this.failure) throw this.failure;
  }
}
