import { isJsonObject, type Instant, type JsonObject, type JsonValue } from '@tessera/core';

/** An authentication method that succeeded, and when it last did. */
export interface SessionFactor {
  readonly method: string;
  readonly at: Instant;
}

/** An SSO session as the engine sees it, specification 4.5. */
export interface SessionView {
  /** Stays the same while the session lives; not the cookie's value, which rotates with each sign-in. */
  readonly id: string;
  readonly sub: string;
  readonly factors: readonly SessionFactor[];
  readonly acr?: string;
  /** As it stands in id_tokens, already in the tenant's `amr_format`. */
  readonly amr: readonly string[];
  /** Last successful authentication. */
  readonly authenticatedAt: Instant;
  readonly startedAt: Instant;
}

/** What the library does not know of a session; stored with it. */
export interface SessionExtras {
  factors?: readonly SessionFactor[];
  /** By the injected clock, in milliseconds. */
  startedAt?: Instant;
}

/** Unites two lists of factors; for a method in both, the newer time wins. The order of first mention stays. */
export function uniteFactors(
  earlier: readonly SessionFactor[],
  later: readonly SessionFactor[],
): readonly SessionFactor[] {
  const times = new Map<string, Instant>();
  for (const { method, at } of [...earlier, ...later]) times.set(method, Math.max(at, times.get(method) ?? at));
  return [...times].map(([method, at]) => ({ method, at }));
}

/** The session in a stored payload; undefined when nobody is signed in. */
export function toSessionView(payload: JsonObject): SessionView | undefined {
  const { uid, accountId, acr, amr, loginTs, factors, startedAt } = payload;
  if (typeof uid !== 'string' || typeof accountId !== 'string') return undefined;
  const authenticatedAt = typeof loginTs === 'number' ? loginTs * 1000 : 0;
  return {
    id: uid,
    sub: accountId,
    factors: Array.isArray(factors) ? factors.filter(isFactor) : [],
    ...(typeof acr === 'string' && { acr }),
    amr: Array.isArray(amr) ? amr.filter((value) => typeof value === 'string') : [],
    authenticatedAt,
    startedAt: typeof startedAt === 'number' ? startedAt : authenticatedAt,
  };
}

function isFactor(value: JsonValue): value is JsonObject & { method: string; at: number } {
  return isJsonObject(value) && typeof value['method'] === 'string' && typeof value['at'] === 'number';
}
