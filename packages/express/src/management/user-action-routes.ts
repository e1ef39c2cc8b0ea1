import { managedUserDocument, ManageUsers } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare, mount } from '../openapi/declare.js';
import { managed } from '../openapi/management-operation.js';
import { json } from '../openapi/responses.js';
import { ref } from '../openapi/schemas/shapes.js';
import type { ManagementOptions } from './management-options.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { userRoutes } from './user-routes.js';

const UNLOCK = managed({
  operationId: 'unlockUser',
  method: 'post',
  summary: 'Unlock a user',
  description: 'A locked user becomes `REGISTERED`; counters of wrong passwords and codes are cleared.',
  tag: 'Users',
  permissions: ['idp:user:update'],
  responses: { '200': json('The user', ref('User')) },
});

/** `users` (specification 5.6): the records, and what else an operator does with a user. */
export function userActionRoutes({ tessera, directory }: Pick<ManagementOptions, 'tessera' | 'directory'>): Router {
  const router = createRouter();
  const { dependencies, sessions } = tessera;
  mount(router, '/', userRoutes(new ManageUsers({ dependencies, directory, sessions }), dependencies.phoneNumbers));
  declare(router, '/:sub/unlock', UNLOCK, requirePermission('idp:user:update'), async (req: Request, res: Response) => {
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
