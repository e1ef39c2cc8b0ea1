import type { JsonObject, JsonValue } from '../json/json.js';
import { achievedAcr, isAcrSatisfied, missingForAcr } from './acr.js';
import type { ConditionGroups } from './authentication-policy.js';
import { groupsHold } from './evaluate.js';
import { evaluateGroup, groupOutlook, type ConditionOutcome } from './group-outlook.js';
import { methodsPerformed } from './methods-performed.js';
import type { PolicyView } from './policy-view.js';

/** `caller`: whoever holds the transaction, who may not learn the facts of a user nor what fails or locks. `operator`: everything. */
export type ExplainAudience = 'caller' | 'operator';

/** Why the transaction is in its state: the `explain` document of specification 3.10. */
export function explainPolicy(view: PolicyView, audience: ExplainAudience): JsonObject {
  const { policy, snapshot } = view;
  return {
    policy: {
      description: policy.description ?? null,
      priority: policy.priority,
      fallback: snapshot.policy.kind === 'configured' && snapshot.policy.fallback,
      built_in: policy.builtIn,
    },
    success: { holds: groupsHold(policy.success, view.document), groups: successGroups(view, audience) },
    failure: stopRule(policy.failure, view, audience),
    lock: stopRule(policy.lock, view, audience),
    acr: explainAcr(view),
  };
}

function successGroups(view: PolicyView, audience: ExplainAudience): readonly JsonObject[] {
  return view.policy.success.map((group, index) => {
    const { holds, reachable, outcomes, stillNeeded } = groupOutlook(group, view);
    return {
      index,
      holds,
      reachable,
      conditions: outcomes.map((outcome) => explainCondition(outcome, audience)),
      still_needed: stillNeeded ?? null,
    };
  });
}

function stopRule(groups: ConditionGroups, view: PolicyView, audience: ExplainAudience): JsonObject {
  const holds = groupsHold(groups, view.document);
  if (audience === 'caller') return { holds, groups: [] };
  const explained = groups.map((group, index) => {
    const outcomes = evaluateGroup(group, view);
    return {
      index,
      holds: outcomes.every((outcome) => outcome.holds),
      conditions: outcomes.map((outcome) => explainCondition(outcome, audience)),
    };
  });
  return { holds, groups: explained };
}

function explainCondition(
  { condition, holds, reason, actual }: ConditionOutcome,
  audience: ExplainAudience,
): JsonObject {
  const { path, operation, value, interaction } = condition;
  const showsValues = audience === 'operator' || interaction !== undefined;
  return {
    path,
    operation,
    ...(showsValues && value !== undefined ? { value: value as JsonValue } : {}),
    ...(showsValues && actual !== undefined && reason !== 'missing' ? { actual: actual as JsonValue } : {}),
    holds,
    reason,
  };
}

function explainAcr({ policy, snapshot }: PolicyView): JsonObject {
  const requested = snapshot.request.acrValues;
  const performed = methodsPerformed(snapshot);
  const sets = missingForAcr(policy, performed, requested);
  return {
    requested,
    achieved: achievedAcr(policy, performed, requested) ?? null,
    satisfied: isAcrSatisfied(policy, performed, requested),
    // The shortest way; required_methods lists the others.
    still_needed: [...sets].sort((left, right) => left.length - right.length)[0] ?? [],
  };
}
