import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declare } from '@tessera/express';
import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { keepFile, sendKept } from '../http/kept-file.js';
import type { KeptFile } from '../http/kept-file.js';
import { DOCS_OPERATIONS } from './docs-operations.js';

const OWN = fileURLToPath(new URL('../../assets/docs', import.meta.url));
const LIBRARY = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const FILES = [
  join(OWN, 'docs.css'),
  join(OWN, 'docs.js'),
  join(LIBRARY, 'swagger-ui.css'),
  join(LIBRARY, 'swagger-ui-bundle.js'),
];

/** Everything comes from this server, and nothing is inline. The library has pictures in its styles. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export interface DocsOptions {
  /** Setting `TESSERA_API_PAGE`. */
  readonly enabled: boolean;
}

/** `GET /docs`: the OpenAPI document to be browsed, without a word to anybody else. When it is not enabled, the routes do not exist. */
export function docsRouter({ enabled }: DocsOptions): Router {
  // Strict: below `/docs/` the relative addresses of the assets would lead elsewhere.
  const router = Router({ strict: true });
  if (!enabled) return router;
  const page = keepFile(join(OWN, 'docs.html'));
  const files = new Map<string, KeptFile>();
  for (const path of FILES) files.set(basename(path), keepFile(path));
  declare(router, '/docs', DOCS_OPERATIONS.page, (_req: Request, res: Response) => {
    harden(res);
    res.setHeader('Cache-Control', 'no-store');
    res.type('html').send(page.bytes);
  });
  declare(router, '/docs/assets/:name', DOCS_OPERATIONS.asset, (req: Request, res: Response, next: NextFunction) => {
    const file = files.get(String(req.params['name']));
    if (!file) return next();
    harden(res);
    sendKept(req, res, file);
  });
  return router;
}

function harden(res: Response): void {
  res.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  res.setHeader('X-Frame-Options', 'DENY');
}
