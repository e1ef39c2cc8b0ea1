import { PERMISSIONS, roleDocument } from '@tessera/core';
import type { ManageRoles } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { component, crud, managed, PAGE } from '../openapi/management-operation.js';
import { json } from '../openapi/responses.js';
import { pageOf } from '../openapi/schemas/management.js';
import { ref } from '../openapi/schemas/shapes.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { locationOf, operatorCallOf } from './operator-call.js';
import { QueryParameters } from './query-parameters.js';
import { sendWrite } from './write-answer.js';

const ROLE_BODY_BYTES = 65_536;
const OPERATIONS = crud({
  noun: 'Role',
  plural: 'Roles',
  one: 'a role',
  many: 'roles',
  tag: 'Roles',
  permission: 'role',
  ...component('Role'),
});
const LIST_PERMISSIONS = managed({
  operationId: 'listPermissions',
  method: 'get',
  summary: 'List the names of all permissions',
  tag: 'Roles',
  permissions: ['idp:permission:read'],
  parameters: PAGE,
  responses: { '200': json('A part of the list', pageOf(ref('Permission'))) },
});

/** Create, list, get, replace and delete of roles (specification 5.6). */
export function roleRoutes(roles: ManageRoles): Router {
  const router = createRouter();
  const body = jsonBody(ROLE_BODY_BYTES);
  const may = (action: string): RequestHandler => requirePermission(`idp:role:${action}`);
  const idOf = (req: Request): string => String(req.params['id']);
  // Whether there is such a role is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await roles.get(operatorOf(req).tenantId, idOf(req));
    next();
  };

  declare(router, '/', OPERATIONS.create, may('create'), ...body, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    const written = await roles.create(call, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', locationOf(req, written.id));
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  declare(router, '/', OPERATIONS.list, may('read'), async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const { limit, offset } = query.page();
    query.check();
    const all = await roles.list(operatorOf(req).tenantId);
    const list = all.slice(offset, offset + limit).map(roleDocument);
    sendJson(res, 200, { list, total_count: all.length, limit, offset });
  });
  declare(router, '/:id', OPERATIONS.get, may('read'), async (req: Request, res: Response) => {
    const role = await roles.get(operatorOf(req).tenantId, idOf(req));
    res.setHeader('ETag', `"${role.version}"`);
    sendJson(res, 200, roleDocument(role));
  });
  declare(router, '/:id', OPERATIONS.replace, may('update'), exists, ...body, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    sendWrite(res, 200, call, await roles.update(call, idOf(req), bodyOf(req)));
  });
  declare(router, '/:id', OPERATIONS.remove, may('delete'), exists, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    await roles.remove(call, idOf(req));
    if (call.dryRun) return sendJson(res, 200, { dry_run: true, id: idOf(req) });
    return void res.status(204).end();
  });
  router.all('/', methodNotAllowed('GET', 'POST'));
  router.all('/:id', methodNotAllowed('GET', 'PUT', 'DELETE'));
  return router;
}

/** The names of all permissions: `GET {B}/permissions`. */
export function permissionRoutes(): Router {
  const router = createRouter();
  declare(router, '/', LIST_PERMISSIONS, requirePermission('idp:permission:read'), (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const { limit, offset } = query.page();
    query.check();
    sendJson(res, 200, {
      list: PERMISSIONS.slice(offset, offset + limit),
      total_count: PERMISSIONS.length,
      limit,
      offset,
    });
  });
  router.all('/', methodNotAllowed('GET'));
  return router;
}
