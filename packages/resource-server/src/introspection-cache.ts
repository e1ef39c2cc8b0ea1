import { createHash } from 'node:crypto';
import type { TokenClaims } from './token.js';

export interface IntrospectionCacheOptions {
  /** How long a token that was active is taken for active; as long a revoked one still passes. */
  readonly seconds: number;
  /** 1000 by default; the oldest entry makes room. */
  readonly maxEntries?: number;
}

/** Remembers active tokens, by their hash, until they expire at the latest. */
export class IntrospectionCache {
  private readonly entries = new Map<string, { readonly claims: TokenClaims; readonly until: number }>();
  private readonly lifetime: number;
  private readonly maxEntries: number;

  /** @throws TypeError for limits that are no positive numbers */
  constructor({ seconds, maxEntries = 1000 }: IntrospectionCacheOptions) {
    if (!(seconds > 0) || !(maxEntries > 0))
      throw new TypeError('cache.seconds and cache.maxEntries are positive numbers');
    this.lifetime = seconds;
    this.maxEntries = maxEntries;
  }

  /** @param now in seconds since 1970 */
  get(token: string, now: number): TokenClaims | undefined {
    const key = hash(token);
    const entry = this.entries.get(key);
    if (entry && entry.until > now) return entry.claims;
    this.entries.delete(key);
    return undefined;
  }

  /** @param now in seconds since 1970 */
  set(token: string, claims: TokenClaims, now: number): void {
    const [oldest] = this.entries.keys();
    if (this.entries.size >= this.maxEntries && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(hash(token), { claims, until: Math.min(now + this.lifetime, claims.exp ?? Infinity) });
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
