import type { Clock, Instant, TokenCache } from '@tessera/core';
import { ExpiringMap } from './expiring-map.js';
import type { Expiring } from './expiring-map.js';

interface CachedToken extends Expiring {
  readonly token: string;
}

/** Access tokens of one process. */
export class MemoryTokenCache implements TokenCache {
  private readonly tokens = new ExpiringMap<CachedToken>();
  private readonly clock: Clock;

  /** @param clock decides what has expired; the system's by default */
  constructor(clock: Clock = { now: () => Date.now() }) {
    this.clock = clock;
  }

  async find(key: string): Promise<string | undefined> {
    return this.tokens.get(key, this.clock.now())?.token;
  }

  async store(key: string, token: string, expiresAt: Instant): Promise<void> {
    this.tokens.set(key, { token, expiresAt }, this.clock.now());
  }

  async drop(key: string, token: string): Promise<void> {
    if (this.tokens.get(key, this.clock.now())?.token === token) this.tokens.delete(key);
  }
}
