import type { Tessera } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { managed, PAGE, query as parameter } from '../openapi/management-operation.js';
import { json } from '../openapi/responses.js';
import { pageOf } from '../openapi/schemas/management.js';
import { INSTANT, oneOf, ref } from '../openapi/schemas/shapes.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

const FLOWS = ['oauth'] as const;
const STATES = ['in_progress', 'success', 'failure', 'locked'] as const;

const READING = {
  method: 'get',
  tag: 'Authentication transactions',
  permissions: ['idp:authentication-transaction:read'],
} as const;
const LIST = managed({
  ...READING,
  operationId: 'listAuthenticationTransactions',
  summary: 'List sign-ins under way, oldest first',
  parameters: [
    parameter('client_id', 'Exact.'),
    parameter('flow', 'One flow.', oneOf(...FLOWS)),
    parameter('user_id', 'The `sub` of the bound user.'),
    parameter('state', 'One state.', oneOf(...STATES)),
    parameter('from', 'Of the creation, inclusive.', INSTANT),
    parameter('to', 'Exclusive.', INSTANT),
    ...PAGE,
  ],
  responses: { '200': json('A part of the list', pageOf(ref('AuthenticationTransaction'))) },
});
const GET = managed({
  ...READING,
  operationId: 'getAuthenticationTransaction',
  summary: 'Read a sign-in under way',
  responses: { '200': json('Found', ref('AuthenticationTransaction')) },
});
const EXPLAIN = managed({
  ...READING,
  operationId: 'explainAuthenticationTransaction',
  summary: 'Tell why a sign-in is in its state',
  responses: { '200': json('The reasons', ref('Explanation')) },
});

/** `authentication-transactions` (specification 5.8). */
export function transactionInspectionRoutes({ transactions }: Pick<Tessera, 'transactions'>): Router {
  const router = createRouter();
  router.use(requirePermission('idp:authentication-transaction:read'));
  declare(router, '/', LIST, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const filter = {
      clientId: query.text('client_id'),
      flow: query.choice('flow', FLOWS),
      userId: query.text('user_id'),
      state: query.choice('state', STATES),
      from: query.instant('from'),
      to: query.instant('to'),
    };
    const page = query.page();
    query.check();
    const { list, totalCount } = await transactions.list(operatorOf(req).tenantId, filter, page);
    sendJson(res, 200, { list, total_count: totalCount, ...page });
  });
  declare(router, '/:id', GET, async (req: Request, res: Response) => {
    sendJson(res, 200, await transactions.get(operatorOf(req).tenantId, String(req.params['id'])));
  });
  declare(router, '/:id/explain', EXPLAIN, async (req: Request, res: Response) => {
    sendJson(res, 200, await transactions.explain(operatorOf(req).tenantId, String(req.params['id'])));
  });
  router.all(['/', '/:id', '/:id/explain'], methodNotAllowed('GET'));
  return router;
}
