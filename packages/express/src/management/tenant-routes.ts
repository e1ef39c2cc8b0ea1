import { ManageTenants, tenantDocument } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { component, crud } from '../openapi/management-operation.js';
import type { ManagementOptions } from './management-options.js';
import { authenticateOperator, operatorOf, requirePermission } from './operator-access.js';
import { locationOf } from './operator-call.js';
import { QueryParameters } from './query-parameters.js';
import { callOf, sendWrite } from './write-answer.js';

const TENANT_BODY_BYTES = 65_536;
const OPERATIONS = crud({
  noun: 'Tenant',
  plural: 'Tenants',
  one: 'a tenant',
  many: 'tenants',
  tag: 'Tenants',
  permission: 'tenant',
  ...component('Tenant'),
});

/** Create, list, get and replace of tenants; hangs at organization level and at system level (specification 5.5). */
export function tenantRoutes(options: ManagementOptions): Router {
  const { directory, tessera, publicUrl } = options;
  const tenants = new ManageTenants({ directory, dependencies: tessera.dependencies, publicUrl });
  const router = createRouter();
  const body = jsonBody(TENANT_BODY_BYTES);
  const may = (action: string): RequestHandler[] => [
    authenticateOperator(options, { findsDisabled: true }),
    acceptsJson,
    requirePermission(`idp:tenant:${action}`),
  ];

  declare(router, '/', OPERATIONS.create, ...may('create'), ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    const organizationId = organizationOf(req) ?? (await tenants.get(options.adminTenantId)).organizationId;
    const written = await tenants.create(call, organizationId, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', locationOf(req, written.id));
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  declare(router, '/', OPERATIONS.list, ...may('read'), async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const { limit, offset } = query.page();
    query.check();
    const all = await tenants.list(organizationOf(req));
    const list = all.slice(offset, offset + limit).map(tenantDocument);
    sendJson(res, 200, { list, total_count: all.length, limit, offset });
  });
  declare(router, '/:tenantId', OPERATIONS.get, ...may('read'), async (req: Request, res: Response) => {
    const tenant = await tenants.get(operatorOf(req).tenantId);
    res.setHeader('ETag', `"${tenant.version}"`);
    sendJson(res, 200, tenantDocument(tenant));
  });
  declare(router, '/:tenantId', OPERATIONS.replace, ...may('update'), ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    sendWrite(res, 200, call, await tenants.update(call, bodyOf(req)));
  });
  return router.all('/', methodNotAllowed('GET', 'POST')).all('/:tenantId', methodNotAllowed('GET', 'PUT'));
}

function organizationOf(req: Request): string | undefined {
  const { organizationId } = req.params;
  return typeof organizationId === 'string' ? organizationId : undefined;
}
