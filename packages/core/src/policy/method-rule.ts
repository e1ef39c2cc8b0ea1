import type { AuthenticationMethod, MethodRule } from './authentication-policy.js';

/** Tells whether the methods performed satisfy a rule. */
export function ruleHolds(rule: MethodRule, performed: readonly AuthenticationMethod[]): boolean {
  const isPerformed = (method: AuthenticationMethod): boolean => performed.includes(method);
  return rule.kind === 'all_of' ? rule.methods.every(isPerformed) : rule.methods.some(isPerformed);
}

/** How many methods a rule demands: the measure of its strength. */
export function methodsDemanded(rule: MethodRule): number {
  return rule.kind === 'all_of' ? rule.methods.length : 1;
}

/** Every set of methods that, added to those performed, satisfies the rule; one empty set when it holds already. */
export function missingSets(
  rule: MethodRule,
  performed: readonly AuthenticationMethod[],
): readonly (readonly AuthenticationMethod[])[] {
  if (ruleHolds(rule, performed)) return [[]];
  if (rule.kind === 'any_of') return rule.methods.map((method) => [method]);
  return [rule.methods.filter((method) => !performed.includes(method))];
}
