import { randomUUID } from 'node:crypto';
import type { OutboundMessage } from '@tessera/core';
import { jsonAnswer, ScriptedHttpClient } from '../http-client/scripted-http-client.js';

/** A text message with a code, to a number that is kept for examples. Its client answers 200 with an empty object. */
export function aMessage(overrides: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    tenantId: randomUUID(),
    to: '+819012345678',
    body: 'Your sign-in code: 048213 (valid 300 seconds)',
    code: '048213',
    expiresInSeconds: 300,
    settings: {},
    signal: new AbortController().signal,
    http: new ScriptedHttpClient(jsonAnswer(200, {})),
    ...overrides,
  };
}
