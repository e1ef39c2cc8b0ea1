import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { declare, merged, NO_STORE, refusals, TEXT } from '@tessera/express';
import type { Operation } from '@tessera/express';
import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { keepFile, sendKept } from '../http/kept-file.js';

const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url));
const ASSET_NAME = /^[a-z0-9-]+\.(?:css|js|svg)$/;

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

const NAMED_CONTENT = { 'text/css': TEXT, 'text/javascript': TEXT, 'image/svg+xml': TEXT };
const PAGE: Operation = {
  operationId: 'getSignInPage',
  method: 'get',
  summary: 'Open the bundled sign-in page',
  description: 'Its script reads the id of the transaction from the address.',
  tag: 'Server',
  access: 'public',
  parameters: [
    { name: 'id', in: 'query', description: 'Of the transaction.', schema: TEXT },
    { name: 'tenant_id', in: 'query', description: 'Where `ui_config.include_tenant_id` is on.', schema: TEXT },
  ],
  responses: merged(
    {
      '200': {
        description: 'The page',
        content: { 'text/html': TEXT },
        headers: { 'Cache-Control': NO_STORE, 'Content-Security-Policy': { required: true, schema: TEXT } },
      },
    },
    refusals('Unexpected'),
  ),
};
const ASSET: Operation = {
  operationId: 'getSignInPageAsset',
  method: 'get',
  summary: 'Read a style, script or picture of the sign-in page',
  tag: 'Server',
  access: 'public',
  responses: merged(
    {
      '200': { description: 'The file', content: NAMED_CONTENT },
      '304': { description: 'It is what the caller has' },
    },
    refusals('NotFound', 'Unexpected'),
  ),
};

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
  const names = readdirSync(ASSETS).filter((name) => ASSET_NAME.test(name));
  const assets = new Map(names.map((name) => [name, keepFile(join(ASSETS, name))]));
  declare(router, '/authorize', PAGE, (_req: Request, res: Response) => {
    harden(res);
    res.setHeader('Cache-Control', 'no-store');
    res.type('html').send(html);
  });
  declare(router, '/authorize/assets/:name', ASSET, (req: Request, res: Response, next: NextFunction) => {
    const file = assets.get(String(req.params['name']));
    if (!file) return next();
    harden(res);
    sendKept(req, res, file);
  });
  return router;
}

function harden(res: Response): void {
  res.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  res.setHeader('X-Frame-Options', 'DENY');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Referrer-Policy', 'no-referrer');
}
