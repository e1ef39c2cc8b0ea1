import { INTERACTIONS } from '../policy/authentication-policy.js';
import type { Instant } from '../ports/clock.js';
import type { InteractionResult, TransactionSnapshot } from './snapshot.js';

/** The factors of an SSO session. */
export interface SessionFactors {
  readonly sessionId: string;
  readonly sub: string;
  /** Interaction → when it last succeeded. */
  readonly factors: Readonly<Record<string, Instant>>;
}

/** The snapshot with the session's user and its factors younger than `max_age`; as it was when none is young enough (specification 4.5). */
export function withCarriedFactors(snapshot: TransactionSnapshot, session: SessionFactors, now: Instant): TransactionSnapshot {
  const maxAge = snapshot.request.maxAge;
  const results = Object.entries(session.factors).flatMap(([interaction, at]) => {
    const known = INTERACTIONS[interaction];
    const isTooOld = maxAge !== undefined && now - at > maxAge * 1000;
    if (known?.operationType !== 'AUTHENTICATION' || isTooOld) return [];
    const result: InteractionResult = {
      operationType: known.operationType,
      method: known.method,
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
  return {
    ...snapshot,
    results: { ...snapshot.results, ...Object.fromEntries(results) },
    user: { sub: session.sub, pending: {}, carriedOver: true },
    sessionId: session.sessionId,
  };
}
