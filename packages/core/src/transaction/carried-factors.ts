import { INTERACTIONS } from '../policy/authentication-policy.js';
import type { AuthenticationMethod } from '../policy/authentication-policy.js';
import type { Instant } from '../ports/clock.js';
import { changed } from './changed.js';
import type { InteractionResult, TransactionSnapshot } from './snapshot.js';

/** A method that succeeded, and when it last did. */
export interface PerformedFactor {
  readonly method: AuthenticationMethod;
  readonly at: Instant;
}

/** The factors of an SSO session. */
export interface SessionFactors {
  readonly sessionId: string;
  readonly sub: string;
  readonly factors: readonly PerformedFactor[];
}

const PROOFS = new Map(
  Object.entries(INTERACTIONS).flatMap(([name, { method, operationType }]) =>
    operationType === 'AUTHENTICATION' ? [[method, name] as const] : [],
  ),
);

/** The snapshot with the session's user and its factors younger than `max_age`; as it was when none is young enough (specification 4.5). */
export function withCarriedFactors(
  snapshot: TransactionSnapshot,
  session: SessionFactors,
  now: Instant,
): TransactionSnapshot {
  const maxAge = snapshot.request.maxAge;
  const results = session.factors.flatMap(({ method, at }) => {
    const interaction = PROOFS.get(method);
    const isTooOld = maxAge !== undefined && now - at > maxAge * 1000;
    if (interaction === undefined || isTooOld) return [];
    const result: InteractionResult = {
      operationType: 'AUTHENTICATION',
      method,
      callCount: 1,
      successCount: 1,
      failureCount: 0,
      interactionTime: at,
      firstSuccessAt: at,
      lastSuccessAt: at,
      carriedOver: true,
    };
    return [[interaction, result] as const];
  });
  if (results.length === 0) return snapshot;
  return changed(snapshot, {
    results: { ...snapshot.results, ...Object.fromEntries(results) },
    user: { sub: session.sub, pending: {}, carriedOver: true },
    sessionId: session.sessionId,
  });
}

/** The session as it was carried over, where nobody can tell how it is now. */
export function carriedSession({ sessionId, user, results }: TransactionSnapshot): SessionFactors | undefined {
  const carried = Object.fromEntries(Object.entries(results).filter(([, result]) => result.carriedOver));
  if (sessionId === undefined || !user) return undefined;
  return { sessionId, sub: user.sub, factors: performedFactors({ results: carried }) };
}

/** The factors that a transaction stands on: one a method, with the time of its last success. */
export function performedFactors({ results }: Pick<TransactionSnapshot, 'results'>): readonly PerformedFactor[] {
  return Object.values(results).flatMap(({ operationType, method, successCount, lastSuccessAt, interactionTime }) =>
    operationType === 'AUTHENTICATION' && successCount > 0 && method !== 'cancel'
      ? [{ method, at: lastSuccessAt ?? interactionTime }]
      : [],
  );
}
