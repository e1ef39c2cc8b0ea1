import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { declare } from '../openapi/declare.js';
import { merged, refusals } from '../openapi/responses.js';
import { DOCUMENT_SCHEMAS } from '../openapi/schemas/documents.js';

const OPERATION_IDS: Readonly<Record<string, string>> = {
  'authentication-configuration': 'getAuthenticationConfigurationSchema',
  'authentication-policy': 'getAuthenticationPolicySchema',
};

/** The JSON Schemas of configurations and policies, for editors: public, also for pages of other origins. */
export function schemaRoutes(): Router {
  const router = createRouter();
  for (const [name, schema] of Object.entries(DOCUMENT_SCHEMAS)) {
    const path = `/schemas/${name}.json`;
    const text = JSON.stringify(schema);
    declare(
      router,
      path,
      {
        operationId: OPERATION_IDS[name] ?? name,
        method: 'get',
        summary: `Read the JSON Schema of an ${name.replace('-', ' ')}`,
        tag: 'Server',
        access: 'public',
        responses: merged(
          {
            '200': {
              description: 'A JSON Schema 2020-12',
              content: { 'application/schema+json': { type: 'object' } },
              headers: { 'Cache-Control': { required: true, schema: { const: 'public, max-age=3600' } } },
            },
          },
          refusals('Unexpected'),
        ),
      },
      (_req: Request, res: Response) => {
        res.setHeader('Cache-Control', 'public, max-age=3600');
        res.setHeader('Access-Control-Allow-Origin', '*');
        res.type('application/schema+json').send(text);
      },
    );
    router.all(path, methodNotAllowed('GET'));
  }
  return router;
}
