import type { Tessera } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { managed, query as parameter } from '../openapi/management-operation.js';
import { json, NO_STORE } from '../openapi/responses.js';
import { ref, TEXT } from '../openapi/schemas/shapes.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

/** As much as a policy document may have when it is written. */
const SIMULATION_BODY_BYTES = 1_048_576;
const MAX_POSITION = 49;

const READING = { tag: 'Authentication policies', permissions: ['idp:authentication-policy-config:read'] } as const;
const SIMULATE = managed({
  ...READING,
  operationId: 'simulateAuthenticationPolicy',
  method: 'post',
  summary: 'Tell what a policy makes of given facts',
  description: 'Stores nothing.',
  body: ref('SimulationRequest'),
  responses: { '200': json('State, what is missing, and why', ref('SimulatedLogin')) },
});
const DRAW = managed({
  ...READING,
  operationId: 'drawAuthenticationPolicy',
  method: 'get',
  summary: 'Draw a policy',
  parameters: [
    parameter('policy', 'Its position in the document.', { type: 'integer', minimum: 0, maximum: MAX_POSITION }),
  ],
  responses: {
    '200': {
      description: 'A Mermaid flow chart',
      content: { 'text/vnd.mermaid': TEXT },
      headers: { 'Cache-Control': NO_STORE },
    },
  },
});

/** What policies have beside the routes of all documents: a simulation, and a diagram. Neither changes anything. */
export function policyRoutes({ policies, simulatePolicy, drawPolicy }: Tessera): Router {
  const router = createRouter();
  const mayRead = requirePermission('idp:authentication-policy-config:read');
  // Whether there is such an object is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await policies.get(operatorOf(req).tenantId, String(req.params['id']));
    next();
  };

  declare(
    router,
    '/simulate',
    SIMULATE,
    acceptsJson,
    mayRead,
    ...jsonBody(SIMULATION_BODY_BYTES),
    async (req: Request, res: Response) => {
      sendJson(res, 200, await simulatePolicy.execute(operatorOf(req).tenantId, bodyOf(req)));
    },
  );
  router.all('/simulate', methodNotAllowed('POST'));
  declare(router, '/:id/diagram', DRAW, mayRead, exists, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const position = query.integer('policy', 0, { min: 0, max: MAX_POSITION });
    query.check();
    const diagram = await drawPolicy.execute(operatorOf(req).tenantId, String(req.params['id']), position);
    res.setHeader('Cache-Control', 'no-store');
    // Any caller can read it as text, whatever it says it accepts.
    res.type('text/vnd.mermaid; charset=utf-8').send(diagram);
  });
  router.all('/:id/diagram', methodNotAllowed('GET'));
  return router;
}
