import type { Clock, Digests, Instant, OAuthAuthorization, TokenCache } from '@tessera/core';
import type { ExchangeTools } from './exchange.js';
import { type IssuedToken, requestToken, type TokenFailure } from './token-request.js';

/** Who needs a token, and how long they can wait. */
export interface TokenNeed {
  readonly tenantId: string;
  readonly oauth: OAuthAuthorization;
  readonly timeoutSeconds: number;
  readonly deadline: Instant;
}

/** A token to send. A `cached` one may have been revoked since; a 401 to it is worth a second try. */
export interface UsableToken {
  readonly kind: 'token';
  readonly accessToken: string;
  readonly isCached: boolean;
}

export interface TokenSourceTools extends ExchangeTools {
  readonly clock: Clock;
  readonly digests: Pick<Digests, 'sha256Hex'>;
  readonly tokenCache: TokenCache;
}

/** Access tokens for outbound calls: from the cache when the configuration allows it, else from the token endpoint. */
export class TokenSource {
  private readonly tools: TokenSourceTools;
  private readonly underWay = new Map<string, Promise<IssuedToken | TokenFailure>>();

  constructor(tools: TokenSourceTools) {
    this.tools = tools;
  }

  /** Never rejects. `refusedToken` is one that the service has just answered 401: it is not given again. */
  async acquire(need: TokenNeed, refusedToken?: string): Promise<UsableToken | TokenFailure> {
    const now = this.tools.clock.now();
    const until = Math.min(now + need.timeoutSeconds * 1000, need.deadline);
    if (!need.oauth.cacheEnabled) return fresh(await requestToken(this.tools, need.oauth, until - now));
    const key = this.keyOf(need);
    if (refusedToken !== undefined) await quietly(this.tools.tokenCache.drop(key, refusedToken));
    const cached = await quietly(this.tools.tokenCache.find(key));
    if (cached !== undefined && cached !== refusedToken) return { kind: 'token', accessToken: cached, isCached: true };
    return fresh(await this.shared(key, need.oauth, until));
  }

  /** One token call for all that need the same token at the same time. */
  private async shared(key: string, oauth: OAuthAuthorization, until: Instant): Promise<IssuedToken | TokenFailure> {
    const joined = this.underWay.get(key);
    if (!joined) return this.start(key, oauth, until);
    const result = await withinLimit(joined, until - this.tools.clock.now());
    // The call that was joined kept to the limit of whoever began it; this caller's may be later.
    const hadLessTime = result.kind === 'fault' && result.fault === 'token_timeout' && this.tools.clock.now() < until;
    return hadLessTime && result !== WAITED_TOO_LONG ? this.shared(key, oauth, until) : result;
  }

  private start(key: string, oauth: OAuthAuthorization, until: Instant): Promise<IssuedToken | TokenFailure> {
    const call = this.fetch(key, oauth, until).finally(() => this.underWay.delete(key));
    this.underWay.set(key, call);
    return call;
  }

  private async fetch(key: string, oauth: OAuthAuthorization, until: Instant): Promise<IssuedToken | TokenFailure> {
    const askedAt = this.tools.clock.now();
    const result = await requestToken(this.tools, oauth, until - askedAt);
    if (result.kind === 'fault') return result;
    const lifetime = (result.expiresInSeconds ?? oauth.cacheTtlSeconds) - oauth.cacheBufferSeconds;
    // Counted from before the call: the token may be as old as that.
    if (lifetime > 0) await quietly(this.tools.tokenCache.store(key, result.accessToken, askedAt + lifetime * 1000));
    return result;
  }

  /** Tenant and whole block, secrets included: a changed password must not find the token of the old one. */
  private keyOf({ tenantId, oauth }: TokenNeed): string {
    const block = Object.entries(oauth).sort(([left], [right]) => (left < right ? -1 : 1));
    return this.tools.digests.sha256Hex(JSON.stringify([tenantId, block]));
  }
}

const WAITED_TOO_LONG: TokenFailure = {
  kind: 'fault',
  fault: 'token_timeout',
  cause: 'waiting for a token that another call was fetching took too long',
};

/** A cache that is out of order costs a token call, not the login. */
async function quietly<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}

function fresh(result: IssuedToken | TokenFailure): UsableToken | TokenFailure {
  return result.kind === 'fault' ? result : { kind: 'token', accessToken: result.accessToken, isCached: false };
}

async function withinLimit<T>(work: Promise<T>, milliseconds: number): Promise<T | TokenFailure> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<TokenFailure>((resolve) => {
    timer = setTimeout(() => resolve(WAITED_TOO_LONG), Math.max(milliseconds, 0));
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
