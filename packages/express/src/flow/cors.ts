import type { CorsConfig } from '@tessera/core';
import type { RequestHandler, Response } from 'express';
import { isAllowedOrigin } from './origins.js';
import type { OriginOptions } from './origins.js';
import { targetOf } from './target.js';

/** What the flow itself needs. */
const METHODS = ['GET', 'POST'];
const HEADERS = ['Content-Type', 'X-Request-Id'];
const MAX_AGE_SECONDS = 600;

/** Lets the tenant's own pages call, with credentials unless the tenant wants none (specification 4.1). Other origins get no header, and browsers refuse. */
export function allowPages(options: OriginOptions): RequestHandler {
  return (req, res, next) => {
    const { origin } = req.headers;
    res.vary('Origin');
    if (origin === undefined) return next();
    const isPreflight = req.method === 'OPTIONS';
    const { tenant } = targetOf(req);
    if (isAllowedOrigin(origin, tenant, options)) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      if (tenant?.cors?.allowCredentials !== false) res.setHeader('Access-Control-Allow-Credentials', 'true');
      res.setHeader('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id');
      if (isPreflight) answerPreflight(res, tenant?.cors);
    }
    if (!isPreflight) return next();
    res.status(204).end();
  };
}

function answerPreflight(
  res: Response,
  { allowMethods = [], allowHeaders = [], maxAgeSeconds }: CorsConfig = {},
): void {
  res.setHeader('Access-Control-Allow-Methods', united(METHODS, allowMethods));
  res.setHeader('Access-Control-Allow-Headers', united(HEADERS, allowHeaders));
  res.setHeader('Access-Control-Max-Age', String(maxAgeSeconds ?? MAX_AGE_SECONDS));
}

/** The flow's own come first; names are compared without case. */
function united(own: readonly string[], further: readonly string[]): string {
  const known = new Set(own.map((name) => name.toLowerCase()));
  return [...own, ...further.filter((name) => !known.has(name.toLowerCase()))].join(', ');
}
