import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SandboxClock } from './clock.js';

/** Lifetime of an access token. */
export const TOKEN_LIFETIME_SECONDS = 3600;

/** Issues and checks bearer tokens. They carry their own end and a MAC, so that none has to be remembered. */
export class AccessTokens {
  readonly #clock: SandboxClock;
  // A key of this process alone: tokens of an earlier run are refused, as those of a real provider after a key change.
  readonly #key = randomBytes(32);

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  issue(): string {
    const content = `${String(this.#clock.now() + TOKEN_LIFETIME_SECONDS * 1000)}.${randomBytes(9).toString('base64url')}`;
    return `${content}.${this.#mac(content)}`;
  }

  isValid(token: string): boolean {
    const end = token.lastIndexOf('.');
    const content = token.slice(0, Math.max(end, 0));
    const given = Buffer.from(token.slice(end + 1));
    const expected = Buffer.from(this.#mac(content));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return Number.parseInt(content, 10) > this.#clock.now();
  }

  #mac(content: string): string {
    return createHmac('sha256', this.#key).update(content).digest('base64url');
  }
}
