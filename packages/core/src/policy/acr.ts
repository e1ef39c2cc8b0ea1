import type { AuthenticationMethod, AuthenticationPolicy } from './authentication-policy.js';
import { methodsDemanded, missingSets, ruleHolds } from './method-rule.js';

/**
 * The authentication context class reached (specification 3.8): of the rules that hold the first among the requested values, else the
 * strongest, the first listed on ties. Undefined: no `acr` claim.
 */
export function achievedAcr(
  { acrRules }: AuthenticationPolicy,
  performed: readonly AuthenticationMethod[],
  requested: readonly string[],
): string | undefined {
  const holding = acrRules.filter(({ rule }) => ruleHolds(rule, performed));
  const wished = requested.find((acr) => holding.some((entry) => entry.acr === acr));
  if (wished !== undefined) return wished;
  const strength = Math.max(0, ...holding.map(({ rule }) => methodsDemanded(rule)));
  return holding.find(({ rule }) => methodsDemanded(rule) === strength)?.acr;
}

/** Requested values without any rule are only a wish; otherwise one of them must be reached. */
export function isAcrSatisfied(
  policy: AuthenticationPolicy,
  performed: readonly AuthenticationMethod[],
  requested: readonly string[],
): boolean {
  return missingForAcr(policy, performed, requested).some((set) => set.length === 0);
}

/** Every set of methods that, added to those performed, reaches a requested value; one empty set when nothing is missing. */
export function missingForAcr(
  { acrRules }: AuthenticationPolicy,
  performed: readonly AuthenticationMethod[],
  requested: readonly string[],
): readonly (readonly AuthenticationMethod[])[] {
  const binding = acrRules.filter(({ acr }) => requested.includes(acr));
  return binding.length === 0 ? [[]] : binding.flatMap(({ rule }) => missingSets(rule, performed));
}
