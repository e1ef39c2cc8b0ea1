import type { AuthenticationMethod, AuthenticationPolicy } from './authentication-policy.js';
import { ruleHolds } from './method-rule.js';

/** The scopes that may be granted: those with a rule in `level_of_authentication_scopes` only when it holds, on every path to a code. */
export function grantedScopes(
  { scopeRules }: AuthenticationPolicy,
  performed: readonly AuthenticationMethod[],
  scopes: readonly string[],
): readonly string[] {
  const withheld = new Set(scopeRules.flatMap(({ scope, rule }) => (ruleHolds(rule, performed) ? [] : [scope])));
  return scopes.filter((scope) => !withheld.has(scope));
}
