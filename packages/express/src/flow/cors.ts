import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { isAllowedOrigin } from './origins.js';
import type { FlowOptions } from './flow-options.js';

/** Lets the tenant's own pages call with credentials (specification 4.1). Other origins get no header, and browsers refuse. */
export function allowPages(options: FlowOptions): RequestHandler {
  return async (req: Request, res: Response, next: NextFunction) => {
    const { origin } = req.headers;
    if (origin === undefined) return next();
    res.vary('Origin');
    const { transactions, directory, clock } = options.tessera.dependencies;
    const named = req.params['tenantId'];
    const tenantId =
      typeof named === 'string' ? named : await transactions.findTenantId(String(req.params['id']), clock.now());
    const tenant = tenantId === undefined ? undefined : await directory.findTenant(tenantId);
    if (isAllowedOrigin(origin, tenant, options)) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Allow-Credentials', 'true');
      res.setHeader('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
    }
    if (req.method !== 'OPTIONS') return next();
    res.setHeader('Access-Control-Allow-Methods', 'GET, POST');
    res.setHeader('Access-Control-Allow-Headers', 'Content-Type, X-Request-Id');
    res.setHeader('Access-Control-Max-Age', '600');
    res.status(204).end();
  };
}
