import type { TokenGrant } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { GRANT_OPERATIONS } from './grant-operations.js';
import type { ManagementOptions } from './management-options.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

/**
 * What users have granted to clients: `GET ?user_id=&client_id=`, `GET /{id}`, `DELETE /{id}`. A revoked grant takes every code and token
 * along that was issued for it; the session stays.
 */
export function grantRoutes({ tessera: { grants } }: Pick<ManagementOptions, 'tessera'>): Router {
  const router = createRouter();
  const mayRead = requirePermission('idp:grant:read');
  const mayDelete = requirePermission('idp:grant:delete');
  const idOf = (req: Request): string => String(req.params['id']);
  // Whether there is such an object is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await grants.get(operatorOf(req).tenantId, idOf(req));
    next();
  };

  declare(router, '/', GRANT_OPERATIONS.list, mayRead, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const userId = query.required('user_id', 'grants are found by their user, client_id only narrows them down');
    const clientId = query.text('client_id');
    const { limit, offset } = query.page();
    query.check();
    const all = await grants.list(operatorOf(req).tenantId, userId, clientId);
    const list = all.slice(offset, offset + limit).map(grantDocument);
    sendJson(res, 200, { list, total_count: all.length, limit, offset });
  });
  declare(router, '/:id', GRANT_OPERATIONS.get, mayRead, async (req: Request, res: Response) => {
    sendJson(res, 200, grantDocument(await grants.get(operatorOf(req).tenantId, idOf(req))));
  });
  declare(router, '/:id', GRANT_OPERATIONS.revoke, mayDelete, exists, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const dryRun = query.flag('dry_run');
    query.check();
    if (dryRun) return sendJson(res, 200, { dry_run: true, id: idOf(req) });
    await grants.revoke(operatorOf(req).tenantId, idOf(req));
    return void res.status(204).end();
  });
  router.all('/', methodNotAllowed('GET'));
  router.all('/:id', methodNotAllowed('GET', 'DELETE'));
  return router;
}

function grantDocument(grant: TokenGrant): Record<string, unknown> {
  return {
    id: grant.id,
    user_id: grant.sub,
    client_id: grant.clientId,
    scope: grant.scopes.join(' '),
    created_at: instant(grant.createdAt),
    expires_at: grant.expiresAt === undefined ? null : instant(grant.expiresAt),
  };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
