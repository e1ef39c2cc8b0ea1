import type { Tessera } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { recordCodeRead } from './audit-trail.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

/** `authentication-interactions` (specification 5.8). */
export function interactionInspectionRoutes({ interactions }: Pick<Tessera, 'interactions'>): Router {
  const router = createRouter();
  router.use(requirePermission('idp:authentication-interaction:read'));
  router.get('/', async (req: Request, res: Response) => {
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
  router.get('/:transactionId/:type', async (req: Request, res: Response) => {
    const { transactionId, type } = req.params;
    const { tenantId } = operatorOf(req);
    const { document, showsCode } = await interactions.get(tenantId, String(transactionId), String(type));
    if (showsCode) recordCodeRead(req);
    sendJson(res, 200, document);
  });
  router.all(['/', '/:transactionId/:type'], methodNotAllowed('GET'));
  return router;
}
