import { REFUSALS, refusal } from '@tessera/core';
import type { OwnToken, Tenant } from '@tessera/core';
import type { Request, RequestHandler } from 'express';
import { isAllowedOrigin } from '../flow/origins.js';
import type { FlowOptions } from '../flow/flow-options.js';
import { HttpRefusal } from '../http/http-refusal.js';

/** The tenant of the path and, once the token has been verified, whose it is. */
interface Owner {
  readonly tenant: Tenant;
  readonly token?: OwnToken;
}

const owners = new WeakMap<Request, Owner>();

/** Finds the tenant of the path. Refuses with 404 an unknown one. */
export function findOwnTenant({ tessera }: FlowOptions): RequestHandler {
  return async (req, _res, next) => {
    const tenant = await tessera.dependencies.directory.findTenant(String(req.params['tenantId']));
    if (!tenant) throw new HttpRefusal(REFUSALS.tenantNotFound);
    owners.set(req, { tenant });
    next();
  };
}

/** Lets the tenant's own pages call with a token, never with cookies. Answers preflights. */
export function allowOwnPages(options: FlowOptions): RequestHandler {
  return (req, res, next) => {
    const { origin } = req.headers;
    const isPreflight = req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined;
    res.vary('Origin');
    if (origin !== undefined && isAllowedOrigin(origin, owners.get(req)?.tenant, options)) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Expose-Headers', 'Retry-After, WWW-Authenticate, X-Request-Id');
      if (isPreflight) {
        res.setHeader('Access-Control-Allow-Methods', 'POST');
        res.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, X-Request-Id');
        res.setHeader('Access-Control-Max-Age', '600');
      }
    }
    if (!isPreflight) return next();
    res.status(204).end();
  };
}

/**
 * Requires an access token of a user of this tenant with the scope. Refuses with 401 any other, among them those of clients, and with 403 one
 * without the scope (RFC 6750 §3.1).
 */
export function requireOwnToken({ protocol }: FlowOptions, scope: string): RequestHandler {
  const insufficient = new HttpRefusal(refusal(403, 'insufficient_scope', `Scope '${scope}' is required`), {
    'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
  });
  return async (req, _res, next) => {
    const { tenant } = ownerOf(req);
    const value = bearerOf(req);
    const token = value === undefined ? undefined : await protocol.verifyBearer(tenant.id, value);
    if (token?.kind !== 'user') throw invalidToken(req);
    if (!token.scopes.includes(scope)) throw insufficient;
    owners.set(req, { tenant, token });
    next();
  };
}

/** Whose request this is, after {@link requireOwnToken}. */
export function ownTokenOf(req: Request): Required<Owner> {
  const { tenant, token } = ownerOf(req);
  if (!token) throw new Error('ownTokenOf is called on a route without requireOwnToken');
  return { tenant, token };
}

function ownerOf(req: Request): Owner {
  const owner = owners.get(req);
  if (!owner) throw new Error('this route lacks findOwnTenant');
  return owner;
}

function bearerOf(req: Request): string | undefined {
  return /^Bearer +([\w\-.~+/]+=*)$/i.exec(req.headers.authorization ?? '')?.[1];
}

/** RFC 6750 §3.1: no error code for a request that shows no token at all. */
function invalidToken(req: Request): HttpRefusal {
  return new HttpRefusal(refusal(401, 'invalid_token', 'The access token is invalid or expired'), {
    'WWW-Authenticate': req.headers.authorization === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
  });
}
