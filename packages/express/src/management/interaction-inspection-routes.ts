import type { Tessera } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { managed, PAGE, query as parameter } from '../openapi/management-operation.js';
import { json } from '../openapi/responses.js';
import { pageOf } from '../openapi/schemas/management.js';
import { INSTANT, ref } from '../openapi/schemas/shapes.js';
import { recordCodeRead } from './audit-trail.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

const READING = {
  method: 'get',
  tag: 'Authentication transactions',
  permissions: ['idp:authentication-interaction:read'],
} as const;
const LIST = managed({
  ...READING,
  operationId: 'listAuthenticationInteractions',
  summary: 'List what interactions keep in sign-ins under way',
  parameters: [
    parameter('transaction_id', 'Exact.'),
    parameter('type', 'Key of a row, or name of a challenge.'),
    parameter('from', 'Inclusive.', INSTANT),
    parameter('to', 'Exclusive.', INSTANT),
    ...PAGE,
  ],
  responses: { '200': json('A part of the list', pageOf(ref('AuthenticationInteraction'))) },
});
const GET = managed({
  ...READING,
  operationId: 'getAuthenticationInteraction',
  summary: 'Read what an interaction keeps',
  description: 'Reading a code, which is shown under code exposure only, is put on record.',
  responses: { '200': json('Found', ref('AuthenticationInteractionPayload')) },
});

/** `authentication-interactions` (specification 5.8). */
export function interactionInspectionRoutes({ interactions }: Pick<Tessera, 'interactions'>): Router {
  const router = createRouter();
  router.use(requirePermission('idp:authentication-interaction:read'));
  declare(router, '/', LIST, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const filter = {
      transactionId: query.text('transaction_id'),
      type: query.text('type'),
      from: query.instant('from'),
      to: query.instant('to'),
    };
    const page = query.page();
    query.check();
    const { list, totalCount } = await interactions.list(operatorOf(req).tenantId, filter, page);
    sendJson(res, 200, { list, total_count: totalCount, ...page });
  });
  declare(router, '/:transactionId/:type', GET, async (req: Request, res: Response) => {
    const { transactionId, type } = req.params;
    const { tenantId } = operatorOf(req);
    const { document, showsCode } = await interactions.get(tenantId, String(transactionId), String(type));
    if (showsCode) recordCodeRead(req);
    sendJson(res, 200, document);
  });
  router.all(['/', '/:transactionId/:type'], methodNotAllowed('GET'));
  return router;
}
