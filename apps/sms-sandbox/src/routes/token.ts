import type { RequestHandler } from 'express';
import { TOKEN_LIFETIME_SECONDS, type AccessTokens } from '../access-tokens.js';
import { HttpError, invalidRequest } from '../http-error.js';

const GRANT_TYPES: readonly unknown[] = ['password', 'client_credentials'];

/** `POST /token` (RFC 6749 §4.3, §4.4): any client, any user. */
export function tokenRoute(tokens: AccessTokens): RequestHandler {
  return (req, res) => {
    const grantType: unknown = (req.body as Record<string, unknown> | undefined)?.['grant_type'];
    if (grantType === undefined) throw invalidRequest('grant_type is required');
    if (!GRANT_TYPES.includes(grantType)) {
      throw new HttpError({
        status: 400,
        error: 'unsupported_grant_type',
        description: 'The grant type is not supported',
      });
    }
    res.set('Cache-Control', 'no-store');
    res.json({ access_token: tokens.issue(), token_type: 'Bearer', expires_in: TOKEN_LIFETIME_SECONDS });
  };
}

/** Lets only requests with a token of ours pass (RFC 6750). */
export function requireBearer(tokens: AccessTokens): RequestHandler {
  return (req, _res, next) => {
    const token = /^Bearer (\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
    if (token === undefined || !tokens.isValid(token)) {
      throw new HttpError({
        status: 401,
        error: 'invalid_token',
        description: 'The access token is invalid or expired',
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    next();
  };
}
