import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { declare } from './declare.js';
import { openApiDocument } from './document.js';
import type { Operation } from './operation.js';
import { merged, refusals } from './responses.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

const READ: Operation = {
  operationId: 'getOpenApiDocument',
  method: 'get',
  summary: 'Read this document',
  tag: 'Server',
  access: 'public',
  responses: merged(
    {
      '200': {
        description: 'OpenAPI 3.1',
        content: { 'application/vnd.oai.openapi+json': { type: 'object' } },
        headers: {
          'Cache-Control': { required: true, schema: { const: 'no-cache' } },
          ETag: { required: true, schema: { type: 'string' } },
        },
      },
      '304': { description: 'It is what the caller has', headers: { ETag: { schema: { type: 'string' } } } },
    },
    refusals('Unexpected'),
  ),
};

export interface DocumentRoutes {
  readonly router: Router;
  /** Makes the document, once everything hangs below `root`; before that there is none. */
  publish(root: Router, publicUrl: string): void;
}

/** `GET /openapi.json`: public, made once, also for pages of other origins. Browsers ask each time whether theirs is the current one. */
export function documentRoutes(): DocumentRoutes {
  const router = createRouter();
  let bytes = Buffer.alloc(0);
  let tag = '';
  declare(router, '/openapi.json', READ, (req: Request, res: Response) => {
    res.setHeader('Cache-Control', 'no-cache');
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.setHeader('ETag', tag);
    if (req.fresh) return void res.status(304).end();
    res.type('application/vnd.oai.openapi+json').send(bytes);
  });
  router.all('/openapi.json', methodNotAllowed('GET'));
  return {
    router,
    publish: (root, publicUrl) => {
      bytes = Buffer.from(JSON.stringify(openApiDocument(root, { publicUrl, version })));
      tag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    },
  };
}
