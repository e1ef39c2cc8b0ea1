/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}$/;
/** The HTTP client's own business (specification 1.7). */
const RESERVED: ReadonlySet<string> = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'cookie']);

/** Tells whether a configuration may set this request header. `Authorization` is judged by the caller. */
export function isSettableHeader(name: string): boolean {
  return TOKEN.test(name) && !RESERVED.has(name.toLowerCase());
}

/** Tells whether what is sent in this header has to be kept secret (specification 5.2). */
export function isSecretHeader(name: string): boolean {
  return /^(?:proxy-)?authorization$|key|token|secret/i.test(name);
}
