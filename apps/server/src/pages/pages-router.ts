import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';

const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url));
const ASSET_NAME = /^\/[a-z0-9-]+\.(?:css|js|svg)$/;

/** Everything the page needs comes from this server; nothing is inline, no form leaves the page, nobody may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

export interface PagesOptions {
  /** Setting `ui.bundled_page`. */
  readonly enabled: boolean;
}

/**
 * The bundled sign-in page (specification 4.1): `GET /authorize` and its assets. The page is the same for every sign-in: its script reads the
 * id from the address. When it is not enabled, the routes do not exist.
 */
export function pagesRouter({ enabled }: PagesOptions): Router {
  // Strict: below `/authorize/` the relative addresses of the assets would lead elsewhere.
  const router = Router({ strict: true });
  if (!enabled) return router;
  const html = readFileSync(join(ASSETS, 'authorize.html'), 'utf8');
  // Names of assets do not change with their content, so browsers ask each time whether they have the current one.
  const assets = express.static(ASSETS, { index: false, redirect: false, lastModified: false, setHeaders: revalidate });
  router.get('/authorize', (_req: Request, res: Response) => {
    harden(res);
    res.setHeader('Cache-Control', 'no-store');
    res.type('html').send(html);
  });
  router.use('/authorize/assets', (req: Request, res: Response, next: NextFunction) => {
    if (!ASSET_NAME.test(req.path)) return next();
    harden(res);
    assets(req, res, next);
  });
  return router;
}

function harden(res: Response): void {
  res.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Referrer-Policy', 'no-referrer');
}

function revalidate(res: Response): void {
  res.setHeader('Cache-Control', 'no-cache');
}
