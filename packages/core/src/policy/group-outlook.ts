import {
  INTERACTIONS,
  type AuthenticationMethod,
  type ConditionReason,
  type PolicyCondition,
} from './authentication-policy.js';
import type { PolicyView } from './policy-view.js';
import { isMethodAvailable } from './steps.js';

/** A condition and what became of it. */
export interface ConditionOutcome {
  readonly condition: PolicyCondition;
  readonly holds: boolean;
  readonly reason: ConditionReason;
  readonly actual: unknown;
}

/** Where one group of success conditions stands and whether it can still hold. */
export interface GroupOutlook {
  readonly holds: boolean;
  readonly reachable: boolean;
  readonly outcomes: readonly ConditionOutcome[];
  /** Methods behind the failing conditions, each once; undefined when no method helps. */
  readonly stillNeeded: readonly AuthenticationMethod[] | undefined;
}

export function evaluateGroup(
  group: readonly PolicyCondition[],
  { document }: Pick<PolicyView, 'document'>,
): readonly ConditionOutcome[] {
  return group.map((condition) => ({ condition, ...condition.evaluate(document) }));
}

/** The outlook of a group (specification 3.10). */
export function groupOutlook(group: readonly PolicyCondition[], view: PolicyView): GroupOutlook {
  const outcomes = evaluateGroup(group, view);
  const failing = outcomes.filter(({ holds }) => !holds);
  const methods = failing.map(({ condition }) => methodBehind(condition));
  const known = [...new Set(methods)].filter((method) => method !== undefined);
  return {
    holds: failing.length === 0,
    reachable: known.every((method) => isReachable(method, view)) && !failing.some(isExceeded),
    outcomes,
    stillNeeded: methods.includes(undefined) ? undefined : known,
  };
}

/** False when a method can no longer succeed in this transaction. */
export function isReachable(
  method: AuthenticationMethod,
  { policy, snapshot }: Pick<PolicyView, 'policy' | 'snapshot'>,
): boolean {
  return isMethodAvailable(policy, method) && !(method === 'initial-registration' && snapshot.user !== undefined);
}

function methodBehind({ interaction }: PolicyCondition): AuthenticationMethod | undefined {
  const method = interaction === undefined ? undefined : INTERACTIONS[interaction]?.method;
  return method === 'cancel' ? undefined : method;
}

/** Counters only grow: an upper limit once passed stays passed. */
function isExceeded({ condition, reason }: ConditionOutcome): boolean {
  const isUpperLimit = condition.operation === 'lt' || condition.operation === 'lte';
  return isUpperLimit && reason === 'not_satisfied' && condition.interaction !== undefined;
}
