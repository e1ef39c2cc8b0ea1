import { cookieNameProblem, hasSecureCookies } from '../../../tenant/session-cookie.js';
import { TENANT_DEFAULTS } from '../../../tenant/tenant.js';
import type { SessionConfig } from '../../../tenant/tenant.js';
import type { FieldReader } from '../field-reader.js';

const YEAR = 31_536_000;

/**
 * `session_config`. `timeout_seconds` of other servers is how long a session may be idle.
 * @param publicUrl for the warnings about `use_secure_cookie`
 */
export function readSession(block: FieldReader | undefined, publicUrl: string | undefined): SessionConfig {
  const limits = { min: 60, max: YEAR };
  const timeout = block?.integer('timeout_seconds', limits);
  const switchPolicy = block?.oneOf('switch_policy', ['STRICT', 'SWITCH_ALLOWED', 'MULTI_SESSION']);
  const session = {
    cookieSameSite: block?.oneOf('cookie_same_site', ['Lax', 'None']) ?? TENANT_DEFAULTS.session.cookieSameSite,
    idleTimeoutSeconds:
      block?.integer('idle_timeout_seconds', limits) ?? timeout ?? TENANT_DEFAULTS.session.idleTimeoutSeconds,
    maxLifetimeSeconds:
      block?.integer('max_lifetime_seconds', limits) ??
      Math.max(timeout ?? 0, TENANT_DEFAULTS.session.maxLifetimeSeconds),
    ...(block ? readCookie(block, publicUrl) : {}),
    ...(switchPolicy === undefined ? {} : { switchPolicy }),
  };
  block?.warnRest();
  return session;
}

function readCookie(
  block: FieldReader,
  publicUrl: string | undefined,
): Pick<SessionConfig, 'cookieName' | 'useSecureCookie'> {
  const useSecureCookie = block.flag('use_secure_cookie');
  const cookieName = block.text('cookie_name', { max: 64 });
  const problem =
    cookieName === undefined ? undefined : cookieNameProblem(cookieName, { isAlwaysSecure: useSecureCookie === true });
  if (problem !== undefined) block.add('cookie_name', 'not valid', problem, cookieName);
  if (publicUrl !== undefined && useSecureCookie !== undefined) warnOfSecure(block, useSecureCookie, publicUrl);
  return {
    ...(cookieName === undefined ? {} : { cookieName }),
    ...(useSecureCookie === undefined ? {} : { useSecureCookie }),
  };
}

function warnOfSecure(block: FieldReader, useSecureCookie: boolean, publicUrl: string): void {
  if (!useSecureCookie && hasSecureCookies({ useSecureCookie }, publicUrl))
    block.warn('use_secure_cookie', 'no_effect', 'The public URL is https: cookies keep Secure');
  if (useSecureCookie && !hasSecureCookies({}, publicUrl))
    block.warn(
      'use_secure_cookie',
      'public_url_is_http',
      'Browsers keep these cookies only where they reach the server over https',
    );
}
