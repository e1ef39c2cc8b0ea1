const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The URL of an authorization server. @throws TypeError when it is none, or would send tokens in clear over a network */
export function checkedEndpoint(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new TypeError(`${what} is not a URL`);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!isSafe) throw new TypeError(`${what} must be https; plain http is for loopback only`);
  return url;
}
