import { ManageTenants, tenantDocument } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import type { ManagementOptions } from './management-options.js';
import { authenticateOperator, operatorOf, requirePermission } from './operator-access.js';
import { locationOf } from './operator-call.js';
import { QueryParameters } from './query-parameters.js';
import { callOf, sendWrite } from './write-answer.js';

const TENANT_BODY_BYTES = 65_536;
const BASES = ['/v1/management/organizations/:organizationId/tenants', '/v1/management/tenants'];
const ITEMS = BASES.map((base) => `${base}/:tenantId`);

/** Create, list, get and replace of tenants, at organization level and at system level (specification 5.5). */
export function tenantRoutes(options: ManagementOptions): Router {
  const { directory, tessera } = options;
  const tenants = new ManageTenants({ directory, dependencies: tessera.dependencies });
  const router = createRouter();
  const body = jsonBody(TENANT_BODY_BYTES);
  const may = (action: string): RequestHandler[] => [
    authenticateOperator(options, { findsDisabled: true }),
    acceptsJson,
    requirePermission(`idp:tenant:${action}`),
  ];

  router.post(BASES, ...may('create'), ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    const organizationId = organizationOf(req) ?? (await tenants.get(options.adminTenantId)).organizationId;
    const written = await tenants.create(call, organizationId, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', locationOf(req, written.id));
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  router.get(BASES, ...may('read'), async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const { limit, offset } = query.page();
    query.check();
    const all = await tenants.list(organizationOf(req));
    const list = all.slice(offset, offset + limit).map(tenantDocument);
    sendJson(res, 200, { list, total_count: all.length, limit, offset });
  });
  router.get(ITEMS, ...may('read'), async (req: Request, res: Response) => {
    const tenant = await tenants.get(operatorOf(req).tenantId);
    res.setHeader('ETag', `"${tenant.version}"`);
    sendJson(res, 200, tenantDocument(tenant));
  });
  router.put(ITEMS, ...may('update'), ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    sendWrite(res, 200, call, await tenants.update(call, bodyOf(req)));
  });
  return router.all(BASES, methodNotAllowed('GET', 'POST')).all(ITEMS, methodNotAllowed('GET', 'PUT'));
}

function organizationOf(req: Request): string | undefined {
  const { organizationId } = req.params;
  return typeof organizationId === 'string' ? organizationId : undefined;
}
