import type { IncomingMessage, ServerResponse } from 'node:http';

/** A refusal in the form of specification 6.4. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly description: string;
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...headers,
  });
  res.end(text);
}

export function sendRefusal(
  res: ServerResponse,
  { status, error, description }: Refusal,
  headers?: Readonly<Record<string, string>>,
): void {
  sendJson(res, status, { error, error_description: description }, headers);
}

/** A refusal of the start, which cannot be redirected: a plain page with the same text for a browser. */
export function sendPageOrRefusal(req: IncomingMessage, res: ServerResponse, refusal: Refusal): void {
  if (!(req.headers.accept ?? '').includes('text/html')) return sendRefusal(res, refusal);
  sendPage(res, refusal.status, refusal.error, `<p>${escapeHtml(`${refusal.error}: ${refusal.description}`)}</p>`);
}

/** A page without scripts, styles or anything from elsewhere. `body` is markup: escape what was sent. */
export function sendPage(res: ServerResponse, status: number, title: string, body: string): void {
  res.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  });
  res.end(page(title, body));
}

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>${body}</body></html>`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Headers that every answer of specification 4.1 carries. */
export function setSecurityHeaders(res: ServerResponse, isSecure: boolean): void {
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Referrer-Policy', 'no-referrer');
  if (isSecure) res.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
}

/** Drops cookies that are the library's own business from the answer. */
export function dropCookies(res: ServerResponse, names: readonly string[]): void {
  const cookies = res.getHeader('set-cookie');
  if (cookies === undefined) return;
  const isOurs = (cookie: string): boolean =>
    names.some((name) => cookie.startsWith(`${name}=`) || cookie.startsWith(`${name}.sig=`));
  const kept = [cookies]
    .flat()
    .map(String)
    .filter((cookie) => !isOurs(cookie));
  if (kept.length === 0) res.removeHeader('set-cookie');
  else res.setHeader('set-cookie', kept);
}
