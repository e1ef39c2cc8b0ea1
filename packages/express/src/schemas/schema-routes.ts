import { createRequire } from 'node:module';
import type { JsonObject } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';

// `require` reads JSON on every supported Node; import attributes are experimental on the oldest.
const require = createRequire(import.meta.url);

const SCHEMAS: ReadonlyMap<string, JsonObject> = new Map(
  ['authentication-configuration', 'authentication-policy'].map((name) => [
    `/schemas/${name}.json`,
    require(`@tessera/core/schemas/${name}.json`) as JsonObject,
  ]),
);

/** The JSON Schemas of configurations and policies, for editors: public, also for pages of other origins. */
export function schemaRoutes(): Router {
  const router = createRouter();
  for (const [path, schema] of SCHEMAS) {
    const text = JSON.stringify(schema);
    router.get(path, (_req: Request, res: Response) => {
      res.setHeader('Cache-Control', 'public, max-age=3600');
      res.setHeader('Access-Control-Allow-Origin', '*');
      res.type('application/schema+json').send(text);
    });
    router.all(path, methodNotAllowed('GET'));
  }
  return router;
}
