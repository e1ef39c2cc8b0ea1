import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import type { ManagementOptions } from './management-options.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { userDocument } from './user-document.js';

/** What an operator does with a user besides changing its record (specification 5.6). */
export function userActionRoutes({ tessera }: Pick<ManagementOptions, 'tessera'>): Router {
  const router = createRouter();
  router.post('/:sub/unlock', requirePermission('idp:user:update'), async (req: Request, res: Response) => {
    const { tenantId } = operatorOf(req);
    sendJson(res, 200, userDocument(await tessera.unlockUser.execute({ tenantId, sub: String(req.params['sub']) })));
  });
  router.all('/:sub/unlock', methodNotAllowed('POST'));
  return router;
}
