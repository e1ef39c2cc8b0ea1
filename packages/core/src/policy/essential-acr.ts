import type { AuthenticationPolicy } from './authentication-policy.js';

/** An `acr` that the client cannot do without, and that no rule of this policy leads to (OpenID Connect Core §5.5.1.1). */
export function asksForUnknownAcr(
  { acrRules }: AuthenticationPolicy,
  request: { readonly acrValues: readonly string[]; readonly acrEssential?: boolean },
): boolean {
  return request.acrEssential === true && !acrRules.some(({ acr }) => request.acrValues.includes(acr));
}
