import type { Clock, Instant, TokenCache } from '@tessera/core';

/** A token cache for tests: a map that can be looked into, and that can be told to fail. */
export class SimpleTokenCache implements TokenCache {
  readonly entries = new Map<string, { readonly token: string; readonly expiresAt: Instant }>();
  /** While set, every method rejects, as a cache does whose server is gone. */
  isBroken = false;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async find(key: string): Promise<string | undefined> {
    this.failIfBroken();
    const entry = this.entries.get(key);
    return entry && this.clock.now() < entry.expiresAt ? entry.token : undefined;
  }

  async store(key: string, token: string, expiresAt: Instant): Promise<void> {
    this.failIfBroken();
    this.entries.set(key, { token, expiresAt });
  }

  async drop(key: string, token: string): Promise<void> {
    this.failIfBroken();
    if (this.entries.get(key)?.token === token) this.entries.delete(key);
  }

  private failIfBroken(): void {
    if (this.isBroken) throw new Error('the token cache is gone');
  }
}
