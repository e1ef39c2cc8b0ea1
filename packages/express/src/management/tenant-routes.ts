import { ManageTenants, refusal, tenantDocument } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { HttpRefusal } from '../http/http-refusal.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { component, crud } from '../openapi/management-operation.js';
import type { ManagementOptions } from './management-options.js';
import { authenticateOperator, operatorOf, requirePermission } from './operator-access.js';
import { locationOf, operatorCallOf } from './operator-call.js';
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

/** Create, list, get, replace and delete of tenants; hangs at organization level and at system level (specification 5.5). */
export function tenantRoutes(options: ManagementOptions): Router {
  const { directory, tessera, protocol, publicUrl } = options;
  const tenants = new ManageTenants({
    directory,
    dependencies: tessera.dependencies,
    signingKeyViolation: (jwk) => protocol.signingKeyViolation(jwk),
    publicUrl,
  });
  const router = createRouter();
  const body = jsonBody(TENANT_BODY_BYTES);
  const may = (action: string): RequestHandler[] => [
    authenticateOperator(options, { findsDisabled: true }),
    acceptsJson,
    requirePermission(`idp:tenant:${action}`),
  ];

  declare(router, '/', OPERATIONS.create, ...may('create'), ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    refuseAssigned(req);
    const organizationId = organizationOf(req) ?? (await tenants.get(options.adminTenantId)).organizationId;
    const written = await tenants.create(call, organizationId, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', locationOf(req, written.id));
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  declare(router, '/', OPERATIONS.list, ...may('read'), async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const { limit, offset } = query.page();
    query.check();
    const organizationId = organizationOf(req);
    const { assignedTenants: ids } = operatorOf(req);
    const { list, totalCount } = await tenants.list({
      limit,
      offset,
      ...(organizationId === undefined ? {} : { organizationId }),
      ...(ids === undefined ? {} : { ids }),
    });
    sendJson(res, 200, { list: list.map(tenantDocument), total_count: totalCount, limit, offset });
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
  declare(router, '/:tenantId', OPERATIONS.remove, ...may('delete'), async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    await tenants.remove(call);
    if (call.dryRun) return sendJson(res, 200, { dry_run: true, id: call.tenantId });
    return void res.status(204).end();
  });
  return router.all('/', methodNotAllowed('GET', 'POST')).all('/:tenantId', methodNotAllowed('GET', 'PUT', 'DELETE'));
}

/** Who has some of the tenants only would not have the new one. */
function refuseAssigned(req: Request): void {
  if (operatorOf(req).assignedTenants === undefined) return;
  throw new HttpRefusal(refusal(403, 'access_denied', 'Operators of assigned tenants cannot create tenants'));
}

function organizationOf(req: Request): string | undefined {
  const { organizationId } = req.params;
  return typeof organizationId === 'string' ? organizationId : undefined;
}
