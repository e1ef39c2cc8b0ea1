import { METHODS, type AuthenticationMethod } from './authentication-policy.js';
import { missingForAcr } from './acr.js';
import { deriveState, isAuthenticated } from './evaluate.js';
import { groupOutlook, isReachable } from './group-outlook.js';
import { methodsPerformed } from './methods-performed.js';
import type { PolicyView } from './policy-view.js';

type MethodSet = readonly AuthenticationMethod[];

/**
 * The sets of methods that still lead to success of policy and requested acr together, shortest first; sets that contain another are left
 * out. Empty once both are met, and when nothing can lead there any more.
 */
export function requiredMethods(view: PolicyView): readonly MethodSet[] {
  const state = deriveState(view.policy, view.snapshot, view.document);
  if (state === 'failure' || state === 'locked') return [];
  const forPolicy = state === 'success' ? [[]] : setsForPolicy(view);
  const forAcr = missingForAcr(view.policy, methodsPerformed(view.snapshot), view.snapshot.request.acrValues);
  const combined = forPolicy.flatMap((set) => forAcr.map((more) => [...new Set([...set, ...more])]));
  const reachable = combined.filter((set) => set.every((method) => isReachable(method, view)));
  return minimal(reachable).filter((set) => set.length > 0);
}

function setsForPolicy(view: PolicyView): readonly MethodSet[] {
  const outlooks = view.policy.success.map((group) => groupOutlook(group, view));
  return outlooks.flatMap(({ reachable, stillNeeded }) => {
    if (!reachable || !stillNeeded) return [];
    // All conditions hold, but nothing was proved yet (specification 3.6, order 3): any one factor is what is missing.
    return stillNeeded.length === 0 && !isAuthenticated(view.snapshot)
      ? METHODS.map((method) => [method])
      : [stillNeeded];
  });
}

/** Sets that contain no other, shortest first, in the order found among equals. */
function minimal(sets: readonly MethodSet[]): readonly MethodSet[] {
  const shortestFirst = [...sets].sort((left, right) => left.length - right.length);
  const kept: MethodSet[] = [];
  for (const set of shortestFirst) {
    if (!kept.some((smaller) => smaller.every((method) => set.includes(method)))) kept.push(set);
  }
  return kept;
}
