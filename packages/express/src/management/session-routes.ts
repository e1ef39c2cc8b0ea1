import type { SsoSession } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import type { ManagementOptions } from './management-options.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';
import { SESSION_OPERATIONS } from './session-operations.js';

/**
 * SSO sessions of a user: `GET ?user_id=`, `GET /{id}`, `DELETE /{id}`, `DELETE ?user_id=`. An ended session takes the tokens along that
 * were issued in it; ending all of a user's revokes every token of that user.
 */
export function sessionRoutes({ tessera: { sessions } }: Pick<ManagementOptions, 'tessera'>): Router {
  const router = createRouter();
  const mayRead = requirePermission('idp:session:read');
  const mayDelete = requirePermission('idp:session:delete');
  const idOf = (req: Request): string => String(req.params['id']);
  // Whether there is such an object is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await sessions.get(operatorOf(req).tenantId, idOf(req));
    next();
  };

  declare(router, '/', SESSION_OPERATIONS.list, mayRead, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const userId = query.required('user_id');
    const { limit, offset } = query.page();
    query.check();
    const all = await sessions.list(operatorOf(req).tenantId, userId);
    const list = all.slice(offset, offset + limit).map(sessionDocument);
    sendJson(res, 200, { list, total_count: all.length, limit, offset });
  });
  declare(router, '/', SESSION_OPERATIONS.endAll, mayDelete, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const userId = query.required('user_id');
    const dryRun = query.flag('dry_run');
    query.check();
    const { tenantId } = operatorOf(req);
    if (dryRun) {
      const { length } = await sessions.list(tenantId, userId);
      return sendJson(res, 200, { dry_run: true, user_id: userId, total_count: length });
    }
    await sessions.endAll(tenantId, userId);
    return void res.status(204).end();
  });
  declare(router, '/:id', SESSION_OPERATIONS.get, mayRead, async (req: Request, res: Response) => {
    sendJson(res, 200, sessionDocument(await sessions.get(operatorOf(req).tenantId, idOf(req))));
  });
  declare(router, '/:id', SESSION_OPERATIONS.end, mayDelete, exists, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const dryRun = query.flag('dry_run');
    query.check();
    if (dryRun) return sendJson(res, 200, { dry_run: true, id: idOf(req) });
    await sessions.end(operatorOf(req).tenantId, idOf(req));
    return void res.status(204).end();
  });
  router.all('/', methodNotAllowed('GET', 'DELETE'));
  router.all('/:id', methodNotAllowed('GET', 'DELETE'));
  return router;
}

function sessionDocument(session: SsoSession): Record<string, unknown> {
  return {
    id: session.id,
    user_id: session.sub,
    client_ids: session.clientIds,
    factors: session.factors.map(({ method, at }) => ({ method, at: instant(at) })),
    acr: session.acr ?? null,
    amr: session.amr,
    auth_time: instant(session.authenticatedAt),
    created_at: instant(session.startedAt),
    expires_at: session.expiresAt === undefined ? null : instant(session.expiresAt),
  };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
