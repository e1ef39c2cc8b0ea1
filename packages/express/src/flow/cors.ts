import type { RequestHandler } from 'express';
import { isAllowedOrigin } from './origins.js';
import type { OriginOptions } from './origins.js';
import { targetOf } from './target.js';

/** Lets the tenant's own pages call with credentials (specification 4.1). Other origins get no header, and browsers refuse. */
export function allowPages(options: OriginOptions): RequestHandler {
  return (req, res, next) => {
    const { origin } = req.headers;
    res.vary('Origin');
    if (origin === undefined) return next();
    const isPreflight = req.method === 'OPTIONS';
    if (isAllowedOrigin(origin, targetOf(req).tenant, options)) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Allow-Credentials', 'true');
      res.setHeader('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
      if (isPreflight) {
        res.setHeader('Access-Control-Allow-Methods', 'GET, POST');
        res.setHeader('Access-Control-Allow-Headers', 'Content-Type, X-Request-Id');
        res.setHeader('Access-Control-Max-Age', '600');
      }
    }
    if (!isPreflight) return next();
    res.status(204).end();
  };
}
