import assert from 'node:assert/strict';
import {
  type HttpClient,
  type JsonObject,
  type OutboundMessage,
  type SendFailureKind,
  type Sender,
  SendFailure,
} from '@tessera/core';
import type { TestApi } from '../test-api.js';
import { aMessage } from './messages.js';

/** A provider that does not deliver, and what the sender must make of it. */
export interface FailingDelivery {
  readonly name: string;
  /** For senders that go through the message's client; the others arrange the failure with `settings`. */
  readonly http?: HttpClient;
  readonly settings?: JsonObject;
  readonly kind: SendFailureKind;
}

export interface SenderHarness {
  readonly sender: Sender;
  /** Settings that are right, with every secret in place. */
  readonly settings: JsonObject;
  /** Answers as the provider does when it takes a message. */
  readonly http: HttpClient;
  /** Settings that are wrong, each with the pointer that must be named. */
  readonly wrong: readonly { readonly settings: JsonObject; readonly pointer: string }[];
  readonly failures: readonly FailingDelivery[];
  readonly dispose?: () => Promise<void>;
}

/** What every {@link Sender} must do. */
export function senderContract(api: TestApi, make: () => Promise<SenderHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('Sender', () => {
    let harness: SenderHarness;
    let sender: Sender;

    beforeEach(async () => {
      harness = await make();
      ({ sender } = harness);
    });
    afterEach(async () => harness.dispose?.());

    const message = (overrides: Partial<OutboundMessage> = {}): OutboundMessage =>
      aMessage({ settings: harness.settings, http: harness.http, ...overrides });

    it('has a name that a configuration can hold', async () => {
      assert.match(sender.name, /^[a-z][a-z0-9_]{1,63}$/);
    });

    it('names its secrets as dotted paths', async () => {
      for (const path of sender.secretPaths) assert.match(path, /^[a-z0-9_*]+(\.[a-z0-9_*]+)*$/);
    });

    it('finds nothing wrong with settings that are right', async () => {
      assert.deepEqual(sender.validateSettings(harness.settings), []);
    });

    it('names the place of everything that is wrong', async () => {
      for (const { settings, pointer } of harness.wrong) {
        const pointers = sender.validateSettings(settings).map((violation) => violation.pointer);
        assert.ok(pointers.includes(pointer), `${pointer} is not among ${JSON.stringify(pointers)}`);
      }
    });

    it('refuses a setting that it does not know', async () => {
      const violations = sender.validateSettings({ ...harness.settings, no_such_setting: 1 });
      assert.deepEqual(
        violations.map(({ pointer, message: text }) => [pointer, text]),
        [['/no_such_setting', 'unknown property']],
      );
    });

    it('never shows a secret in a violation', async () => {
      for (const path of sender.secretPaths.filter((one) => !one.includes('.'))) {
        const violations = sender.validateSettings({ ...harness.settings, [path]: ['hidden-value'] });
        assert.ok(!JSON.stringify(violations).includes('hidden-value'));
      }
    });

    it('resolves when the provider took the message', async () => {
      await sender.send(message());
    });

    it('tells apart why a message did not go out, and names neither code, destination, text nor secret', async () => {
      for (const failure of harness.failures) {
        const settings = failure.settings ?? harness.settings;
        const failed = await failureOf(sender.send(message({ settings, http: failure.http ?? harness.http })));
        assert.equal(failed.kind, failure.kind, failure.name);
        assertDiscreet(failed, message({ settings }), sender.secretPaths);
      }
    });
  });
}

async function failureOf(sending: Promise<void>): Promise<SendFailure> {
  const outcome: unknown = await sending.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof SendFailure, `expected a SendFailure, got ${String(outcome)}`);
  return outcome;
}

function assertDiscreet(failure: SendFailure, message: OutboundMessage, secretPaths: readonly string[]): void {
  const told = `${failure.message} ${failure.providerCode ?? ''}`;
  const secrets = secretPaths.map((path) => message.settings[path]).filter((value) => typeof value === 'string');
  for (const hidden of [message.code, message.to, message.body, ...secrets]) assert.ok(!told.includes(hidden), told);
}
