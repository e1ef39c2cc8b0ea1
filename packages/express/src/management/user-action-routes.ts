import { managedUserDocument, ManageUsers } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import type { ManagementOptions } from './management-options.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { userRoutes } from './user-routes.js';

/** `users` (specification 5.6): the records, and what else an operator does with a user. */
export function userActionRoutes({ tessera, directory }: Pick<ManagementOptions, 'tessera' | 'directory'>): Router {
  const router = createRouter();
  const { dependencies, sessions } = tessera;
  router.use(userRoutes(new ManageUsers({ dependencies, directory, sessions }), dependencies.phoneNumbers));
  router.post('/:sub/unlock', requirePermission('idp:user:update'), async (req: Request, res: Response) => {
    const { tenantId } = operatorOf(req);
    sendJson(
      res,
      200,
      managedUserDocument(await tessera.unlockUser.execute({ tenantId, sub: String(req.params['sub']) })),
    );
  });
  router.all('/:sub/unlock', methodNotAllowed('POST'));
  return router;
}
