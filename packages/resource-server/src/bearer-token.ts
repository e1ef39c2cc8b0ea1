/** RFC 6750 §2.1, RFC 9110 §11.2: the name of the scheme in any case, then a token68. */
const CREDENTIALS = /^Bearer +([\w\-.~+/]+=*) *$/i;

/** The token of an `Authorization` header; undefined when there is none. Tokens in a body or a query are not looked for (RFC 9700 §4.3.2). */
export type BearerToken = { readonly token: string | undefined } | { readonly malformed: true };

export function readBearerToken(authorization: string | undefined): BearerToken {
  if (authorization === undefined || !/^Bearer(?: |$)/i.test(authorization)) return { token: undefined };
  const token = CREDENTIALS.exec(authorization)?.[1];
  return token === undefined ? { malformed: true } : { token };
}
