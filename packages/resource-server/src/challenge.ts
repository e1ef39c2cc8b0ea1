import type { AuthenticationRequirements, Shortcomings } from './requirements.js';

/** An answer that refuses a request. */
export interface Refusal {
  readonly status: number;
  /** Auth-params of `WWW-Authenticate: Bearer`, in order. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** No token: no error code either (RFC 6750 §3.1). */
export const NO_TOKEN: Refusal = { status: 401, parameters: {} };
export const MALFORMED: Refusal = {
  status: 400,
  parameters: { error: 'invalid_request', error_description: 'The Authorization header is malformed' },
};
export const INVALID_TOKEN: Refusal = {
  status: 401,
  parameters: { error: 'invalid_token', error_description: 'The access token is invalid or expired' },
};

/**
 * What a token that falls short is told; undefined when it does not. The sign-in comes first: a client that signs the user in again can ask for
 * the scope on the way, and a scope may be missing for no other reason than the level (RFC 9470 §3).
 */
export function refusalFor(lacking: Shortcomings, requirements: AuthenticationRequirements): Refusal | undefined {
  const { acrValues = [], maxAge, scopes = [] } = requirements;
  const scope = lacking.scope ? { scope: scopes.join(' ') } : {};
  if (!lacking.acr && !lacking.age) {
    if (!lacking.scope) return undefined;
    const error = { error: 'insufficient_scope', error_description: 'The access token lacks a scope' };
    return { status: 403, parameters: { ...error, ...scope } };
  }
  return {
    status: 401,
    parameters: {
      error: 'insufficient_user_authentication',
      error_description: lacking.acr
        ? 'A different authentication level is required'
        : 'More recent authentication is required',
      // Everything that is asked, so that one new sign-in meets all of it.
      ...(acrValues.length > 0 ? { acr_values: acrValues.join(' ') } : {}),
      ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
      ...scope,
    },
  };
}

/** The value of `WWW-Authenticate` (RFC 9110 §11.6.1). */
export function challengeOf({ parameters }: Refusal, realm: string | undefined): string {
  const all = { ...(realm === undefined ? {} : { realm }), ...parameters };
  const shown = Object.entries(all).map(([name, value]) => `${name}="${value}"`);
  return shown.length > 0 ? `Bearer ${shown.join(', ')}` : 'Bearer';
}
