import type { SessionConfig } from './tenant.js';

/** Name of the SSO session's cookie where the tenant names none. */
export const DEFAULT_SESSION_COOKIE = 'IDP_IDENTITY';

const BINDING = 'idp_auth_session';
/** Names that the server needs for other cookies, in lower case. */
const RESERVED: readonly string[] = ['idp_interaction', 'idp_resume', BINDING];

/** Name of the cookie that carries the tenant's SSO session; its signature is in `<name>.sig`. */
export function sessionCookieName(session: Pick<SessionConfig, 'cookieName'>): string {
  return session.cookieName ?? DEFAULT_SESSION_COOKIE;
}

/** Whether session and binding cookies carry `Secure`: always on https, else where the tenant asks for it. */
export function hasSecureCookies(session: Pick<SessionConfig, 'useSecureCookie'>, publicUrl: string): boolean {
  return publicUrl.startsWith('https:') || session.useSecureCookie === true;
}

/**
 * Why a session cookie cannot have this name; undefined when it can. A token of RFC 6265 of at most 64 characters that is no other cookie's
 * name, and that promises nothing which the cookie does not keep (prefixes of RFC 6265bis).
 */
export function cookieNameProblem(
  name: string,
  { isAlwaysSecure }: { readonly isAlwaysSecure: boolean },
): string | undefined {
  const lower = name.toLowerCase();
  if (!/^[!#$%&'*+\-.^_`|~\dA-Za-z]{1,64}$/.test(name)) return 'at most 64 characters of a token (RFC 6265)';
  if (RESERVED.includes(lower) || lower.startsWith(`${BINDING}-`))
    return 'a name that no other cookie of the server has';
  if (lower.endsWith('.sig')) return 'a name without .sig at the end, which marks signatures';
  // Its path is that of the tenant.
  if (lower.startsWith('__host')) return 'a name without __Host-, as the cookie has a path';
  if (/^__(secure|http)-/.test(lower) && !isAlwaysSecure) return 'use_secure_cookie true with this prefix';
  return undefined;
}
