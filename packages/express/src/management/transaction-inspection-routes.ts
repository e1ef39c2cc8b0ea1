import type { Tessera } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

const FLOWS = ['oauth'] as const;
const STATES = ['in_progress', 'success', 'failure', 'locked'] as const;

/** `authentication-transactions` (specification 5.8). */
export function transactionInspectionRoutes({ transactions }: Pick<Tessera, 'transactions'>): Router {
  const router = createRouter();
  router.use(requirePermission('idp:authentication-transaction:read'));
  router.get('/', async (req: Request, res: Response) => {
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
  router.get('/:id', async (req: Request, res: Response) => {
    sendJson(res, 200, await transactions.get(operatorOf(req).tenantId, String(req.params['id'])));
  });
  router.get('/:id/explain', async (req: Request, res: Response) => {
    sendJson(res, 200, await transactions.explain(operatorOf(req).tenantId, String(req.params['id'])));
  });
  router.all(['/', '/:id', '/:id/explain'], methodNotAllowed('GET'));
  return router;
}
