import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tenant } from '@tessera/core';
import { appendCookie, readCookies } from '../http/cookies.js';

const LATEST = 'IDP_AUTH_SESSION';
const PREFIX = `${LATEST}-`;
const MAX_COOKIES = 10;

/** Name of the cookie of one transaction, so that parallel tabs work. */
export function ownCookieName(transactionId: string): string {
  return PREFIX + transactionId.slice(0, 8);
}

export interface BindingCookieOptions {
  readonly tenant: Tenant;
  readonly transactionId: string;
  readonly secure: boolean;
}

/** Gives the browser the transaction's secret, twice; of more than ten the oldest are dropped (specification 4.4). */
export function setBindingCookies(
  req: IncomingMessage,
  res: ServerResponse,
  secret: string,
  { tenant, transactionId, secure }: BindingCookieOptions,
): void {
  const options = { secure, sameSite: sameSiteOf(tenant, secure) };
  const own = ownCookieName(transactionId);
  // Browsers send cookies of equal path in the order they were made (RFC 6265 §5.4).
  const older = [...readCookies(req).keys()].filter((name) => name.startsWith(PREFIX) && name !== own);
  for (const name of older.slice(0, Math.max(0, older.length - (MAX_COOKIES - 1))))
    appendCookie(res, name, '', { ...options, maxAgeSeconds: 0 });
  for (const name of [own, LATEST])
    appendCookie(res, name, secret, { ...options, maxAgeSeconds: tenant.transactionExpiresInSeconds });
}

/** Takes the cookies of a finished transaction back. */
export function clearBindingCookies(
  res: ServerResponse,
  { tenant, transactionId, secure }: BindingCookieOptions,
): void {
  for (const name of [ownCookieName(transactionId), LATEST]) {
    appendCookie(res, name, '', { secure, sameSite: sameSiteOf(tenant, secure), maxAgeSeconds: 0 });
  }
}

/** Browsers drop a cookie that says `None` without `Secure`. */
function sameSiteOf({ session }: Tenant, secure: boolean): 'Lax' | 'None' {
  return secure ? session.cookieSameSite : 'Lax';
}

/** The cookies that a call presents for a transaction. */
export function presentedCookies(
  req: IncomingMessage,
  transactionId: string,
): { readonly ownCookie?: string; readonly latestCookie?: string } {
  const cookies = readCookies(req);
  const ownCookie = cookies.get(ownCookieName(transactionId));
  const latestCookie = cookies.get(LATEST);
  return { ...(ownCookie === undefined ? {} : { ownCookie }), ...(latestCookie === undefined ? {} : { latestCookie }) };
}
