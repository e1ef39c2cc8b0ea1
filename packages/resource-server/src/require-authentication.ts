import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBearerToken } from './bearer-token.js';
import { challengeOf, INVALID_TOKEN, MALFORMED, NO_TOKEN, refusalFor, type Refusal } from './challenge.js';
import { checkRequirements, shortcomingsOf, type AuthenticationRequirements } from './requirements.js';
import type { TokenClaims, TokenVerifier } from './token.js';

export interface RequireAuthenticationOptions extends AuthenticationRequirements {
  /** {@link introspection}, {@link jwtVerification}, or a function of your own. */
  readonly verify: TokenVerifier;
  /** Shown in challenges. */
  readonly realm?: string;
  /** How far clocks may differ, in seconds; 5 by default. */
  readonly clockToleranceSeconds?: number;
  /** The time in milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** Middleware for Express 4 and 5, Connect, and whatever else calls functions of this shape. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;

/** A token is checked once a request, however many middlewares with the same verifier look at it. */
const checked = new WeakMap<IncomingMessage, { readonly verify: TokenVerifier; readonly claims: TokenClaims }>();

/** The token of a request that has passed {@link requireAuthentication}. @throws Error on a route without it */
export function tokenOf(req: IncomingMessage): TokenClaims {
  const found = checked.get(req);
  if (!found) throw new Error('tokenOf is called on a route without requireAuthentication');
  return found.claims;
}

/**
 * Lets requests pass whose access token is valid and whose user has signed in well enough. Refuses the others: 401 without or with an invalid
 * token, 401 `insufficient_user_authentication` (RFC 9470) when acr or age do not do, 403 `insufficient_scope`. What keeps the token from being
 * checked goes to `next` as {@link TokenCheckUnavailableError}.
 * @throws TypeError for requirements that could never be met or told
 */
export function requireAuthentication(options: RequireAuthenticationOptions): Middleware {
  const { realm } = options;
  checkRequirements(options);
  if (realm !== undefined && !/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(realm)) throw new TypeError('realm has no quotes');
  return (req, res, next) => {
    judge(req, options).then(
      (refusal) => (refusal ? send(res, refusal, realm) : next()),
      (error: unknown) => next(error),
    );
  };
}

async function judge(req: IncomingMessage, options: RequireAuthenticationOptions): Promise<Refusal | undefined> {
  const bearer = readBearerToken(req.headers.authorization);
  if ('malformed' in bearer) return MALFORMED;
  if (bearer.token === undefined) return NO_TOKEN;
  const claims = await claimsOf(req, bearer.token, options.verify);
  if (!claims) return INVALID_TOKEN;
  const { now = Date.now, clockToleranceSeconds: tolerance = 5 } = options;
  return refusalFor(shortcomingsOf(claims, options, { now: now() / 1000, tolerance }), options);
}

async function claimsOf(req: IncomingMessage, token: string, verify: TokenVerifier): Promise<TokenClaims | undefined> {
  const known = checked.get(req);
  if (known?.verify === verify) return known.claims;
  const claims = await verify(token);
  // A token that is bound to a key (RFC 8705, RFC 9449) is no bearer token; the proof is not checked here.
  if (!claims || claims['cnf'] !== undefined) return undefined;
  checked.set(req, { verify, claims });
  return claims;
}

function send(res: ServerResponse, refusal: Refusal, realm: string | undefined): void {
  res.statusCode = refusal.status;
  res.setHeader('WWW-Authenticate', challengeOf(refusal, realm));
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify(refusal.parameters));
}
