import { clientDocument } from '@tessera/core';
import type { ManageClients } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { component, crud } from '../openapi/management-operation.js';
import { ref } from '../openapi/schemas/shapes.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { locationOf, operatorCallOf } from './operator-call.js';
import { QueryParameters } from './query-parameters.js';
import { sendWrite } from './write-answer.js';

const CLIENT_BODY_BYTES = 65_536;
const OPERATIONS = crud({
  noun: 'Client',
  plural: 'Clients',
  one: 'a client',
  many: 'clients',
  tag: 'Clients',
  permission: 'client',
  ...component('Client'),
  writtenView: ref('WrittenClient'),
});

/** Create, list, get, replace and delete of OAuth 2.0 clients (specification 5.5). */
export function clientRoutes(clients: ManageClients): Router {
  const router = createRouter();
  const body = jsonBody(CLIENT_BODY_BYTES);
  const may = (action: string): RequestHandler => requirePermission(`idp:client:${action}`);
  const idOf = (req: Request): string => String(req.params['id']);
  // Whether there is such a client is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await clients.get(operatorOf(req).tenantId, idOf(req));
    next();
  };

  declare(router, '/', OPERATIONS.create, may('create'), ...body, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    const written = await clients.create(call, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', locationOf(req, written.id));
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  declare(router, '/', OPERATIONS.list, may('read'), async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const page = query.page();
    query.check();
    const { list, totalCount } = await clients.list(operatorOf(req).tenantId, page);
    sendJson(res, 200, { list: list.map(clientDocument), total_count: totalCount, ...page });
  });
  declare(router, '/:id', OPERATIONS.get, may('read'), async (req: Request, res: Response) => {
    const client = await clients.get(operatorOf(req).tenantId, idOf(req));
    res.setHeader('ETag', `"${client.version}"`);
    sendJson(res, 200, clientDocument(client));
  });
  declare(router, '/:id', OPERATIONS.replace, may('update'), exists, ...body, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    sendWrite(res, 200, call, await clients.update(call, idOf(req), bodyOf(req)));
  });
  declare(router, '/:id', OPERATIONS.remove, may('delete'), exists, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    await clients.remove(call, idOf(req));
    if (call.dryRun) return sendJson(res, 200, { dry_run: true, id: idOf(req) });
    return void res.status(204).end();
  });
  router.all('/', methodNotAllowed('GET', 'POST'));
  router.all('/:id', methodNotAllowed('GET', 'PUT', 'DELETE'));
  return router;
}
