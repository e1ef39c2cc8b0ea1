import type { TokenClaims } from './token.js';

/** What a resource asks of the token. */
export interface AuthenticationRequirements {
  /** Authentication context classes that will do, the preferred one first; empty or left out: any. */
  readonly acrValues?: readonly string[];
  /** How long ago the user may have signed in, in seconds. */
  readonly maxAge?: number;
  /** All of these must be granted. */
  readonly scopes?: readonly string[];
}

/** What a token lacks. */
export interface Shortcomings {
  readonly acr: boolean;
  readonly age: boolean;
  readonly scope: boolean;
}

/** Compares a token with what is asked; `now` and the tolerance in seconds. What a token does not tell counts as lacking. */
export function shortcomingsOf(
  { acr, auth_time: authTime, scope }: TokenClaims,
  { acrValues = [], maxAge, scopes = [] }: AuthenticationRequirements,
  { now, tolerance }: { readonly now: number; readonly tolerance: number },
): Shortcomings {
  const granted = typeof scope === 'string' ? scope.split(' ') : [];
  return {
    acr: acrValues.length > 0 && (typeof acr !== 'string' || !acrValues.includes(acr)),
    age: maxAge !== undefined && !isWithin(authTime, now - maxAge - tolerance, now + tolerance),
    scope: !scopes.every((wanted) => granted.includes(wanted)),
  };
}

// NQCHAR of RFC 6749 appendix A: what can stand in a list that blanks separate, inside quotes.
const LIST_ITEM = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** @throws TypeError for requirements that could never be told in a challenge */
export function checkRequirements({ acrValues = [], maxAge, scopes = [] }: AuthenticationRequirements): void {
  for (const value of [...acrValues, ...scopes]) {
    if (!LIST_ITEM.test(value))
      throw new TypeError(`"${value}" is neither an acr value nor a scope: blanks and quotes are not allowed`);
  }
  if (maxAge !== undefined && (!Number.isSafeInteger(maxAge) || maxAge < 0))
    throw new TypeError('maxAge is a whole number of seconds, 0 or more');
}

function isWithin(instant: unknown, earliest: number, latest: number): boolean {
  return typeof instant === 'number' && instant >= earliest && instant <= latest;
}
