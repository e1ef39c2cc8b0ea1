import { INTERACTIONS } from '../policy/authentication-policy.js';
import type { Instant } from '../ports/clock.js';
import type { InteractionResult, TransactionSnapshot } from './snapshot.js';

/** How a call is counted: specification 2.1. */
export type CallOutcome = 'success' | 'failure' | 'call';

/** The snapshot with one more call of `interaction` counted. */
export function withCallCounted(
  snapshot: TransactionSnapshot,
  interaction: string,
  outcome: CallOutcome,
  now: Instant,
): TransactionSnapshot {
  const before = snapshot.results[interaction] ?? initialResult(interaction);
  const called = { ...before, callCount: before.callCount + 1, interactionTime: now };
  const counted: InteractionResult =
    outcome === 'success'
      ? {
          ...called,
          successCount: before.successCount + 1,
          // A fresh success outlives a session: it no longer counts as carried over.
          carriedOver: false,
          firstSuccessAt: before.firstSuccessAt ?? now,
          lastSuccessAt: now,
        }
      : { ...called, failureCount: before.failureCount + (outcome === 'failure' ? 1 : 0) };
  return { ...snapshot, results: { ...snapshot.results, [interaction]: counted } };
}

/** The snapshot in which this interaction has not succeeded yet; its calls and failures stay counted. */
export function withoutSuccess(snapshot: TransactionSnapshot, interaction: string): TransactionSnapshot {
  const before = snapshot.results[interaction];
  if (!before) return snapshot;
  const { firstSuccessAt: _first, lastSuccessAt: _last, ...rest } = before;
  return { ...snapshot, results: { ...snapshot.results, [interaction]: { ...rest, successCount: 0 } } };
}

function initialResult(interaction: string): InteractionResult {
  const known = INTERACTIONS[interaction];
  return {
    operationType: known?.operationType ?? 'AUTHENTICATION',
    method: known?.method ?? 'password',
    callCount: 0,
    successCount: 0,
    failureCount: 0,
    interactionTime: 0,
    carriedOver: false,
  };
}
