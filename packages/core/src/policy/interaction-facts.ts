import type { JsonObject } from '../json/json.js';
import type { InteractionResult, TransactionSnapshot } from '../transaction/snapshot.js';

/** Members of an interaction in the evaluation document (specification 3.4); a condition may name no others. */
export const INTERACTION_MEMBERS: readonly string[] = [
  'operation_type',
  'method',
  'call_count',
  'success_count',
  'failure_count',
  'interaction_time',
];

/** The facts of every interaction called so far, by name. */
export function interactionFacts(
  snapshot: TransactionSnapshot,
): readonly (readonly [name: string, facts: JsonObject, result: InteractionResult])[] {
  return Object.entries(snapshot.results)
    .filter(([, result]) => result.callCount > 0)
    .map(([name, result]) => [name, factsOf(result), result] as const);
}

function factsOf(result: InteractionResult): JsonObject {
  return {
    operation_type: result.operationType,
    method: result.method,
    call_count: result.callCount,
    success_count: result.successCount,
    failure_count: result.failureCount,
    // Written when it is asked for: few conditions do, and each commit evaluates them all.
    get interaction_time() {
      return new Date(result.interactionTime).toISOString();
    },
  };
}
