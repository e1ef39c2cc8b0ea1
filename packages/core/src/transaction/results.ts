import { INTERACTIONS } from '../policy/authentication-policy.js';
import type { Instant } from '../ports/clock.js';
import { changed } from './changed.js';
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
  const isSuccess = outcome === 'success';
  const counted: InteractionResult = {
    operationType: before.operationType,
    method: before.method,
    callCount: before.callCount + 1,
    successCount: before.successCount + (isSuccess ? 1 : 0),
    failureCount: before.failureCount + (outcome === 'failure' ? 1 : 0),
    interactionTime: now,
    firstSuccessAt: before.firstSuccessAt ?? (isSuccess ? now : undefined),
    lastSuccessAt: isSuccess ? now : before.lastSuccessAt,
    // A fresh success outlives a session: it no longer counts as carried over.
    carriedOver: before.carriedOver && !isSuccess,
  };
  return changed(snapshot, { results: { ...snapshot.results, [interaction]: counted } });
}

/** The snapshot in which this interaction has not succeeded yet; its calls and failures stay counted. */
export function withoutSuccess(snapshot: TransactionSnapshot, interaction: string): TransactionSnapshot {
  const before = snapshot.results[interaction];
  if (!before) return snapshot;
  const without = { ...before, successCount: 0, firstSuccessAt: undefined, lastSuccessAt: undefined };
  return changed(snapshot, { results: { ...snapshot.results, [interaction]: without } });
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
