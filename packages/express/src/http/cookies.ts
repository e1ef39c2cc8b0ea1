import type { IncomingMessage, ServerResponse } from 'node:http';

/** Cookies of a request in the order sent; the first of a name counts (RFC 6265 §5.4: longer paths come first). */
export function readCookies(req: IncomingMessage): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  if (req.headers.cookie === undefined) return cookies;
  for (const pair of req.headers.cookie.split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
  }
  return cookies;
}

export interface CookieOptions {
  readonly maxAgeSeconds: number;
  readonly secure: boolean;
  readonly sameSite: 'Lax' | 'None';
}

/** Adds a cookie for the whole host that scripts cannot read. */
export function appendCookie(
  res: ServerResponse,
  name: string,
  value: string,
  { maxAgeSeconds, secure, sameSite }: CookieOptions,
): void {
  const attributes = [
    `${name}=${value}`,
    'HttpOnly',
    `SameSite=${sameSite}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    ...(secure ? ['Secure'] : []),
  ];
  res.appendHeader('Set-Cookie', attributes.join('; '));
}
