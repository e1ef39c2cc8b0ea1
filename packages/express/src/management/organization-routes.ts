import { ManageOrganizations, organizationDocument } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { component, crud } from '../openapi/management-operation.js';
import type { ManagementOptions } from './management-options.js';
import { authenticateOperator, requirePermission } from './operator-access.js';
import { locationOf } from './operator-call.js';
import { QueryParameters } from './query-parameters.js';
import { callOf, sendWrite } from './write-answer.js';

const ORGANIZATION_BODY_BYTES = 65_536;
const OPERATIONS = crud({
  noun: 'Organization',
  plural: 'Organizations',
  one: 'an organization',
  many: 'organizations',
  tag: 'Organizations',
  permission: 'organization',
  ...component('Organization'),
});

/** Create, list, get, replace and delete of organizations, for the operators of the admin tenant (specification 5.1). */
export function organizationRoutes(options: ManagementOptions): Router {
  const { directory, tessera, adminTenantId } = options;
  const organizations = new ManageOrganizations({ directory, dependencies: tessera.dependencies, adminTenantId });
  const router = createRouter();
  const body = jsonBody(ORGANIZATION_BODY_BYTES);
  const may = (action: string): RequestHandler[] => [
    authenticateOperator(options),
    acceptsJson,
    requirePermission(`idp:organization:${action}`),
  ];
  const idOf = (req: Request): string => String(req.params['id']);
  // Whether there is such an organization is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await organizations.get(idOf(req));
    next();
  };

  declare(router, '/', OPERATIONS.create, ...may('create'), ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    const written = await organizations.create(call, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', locationOf(req, written.id));
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  declare(router, '/', OPERATIONS.list, ...may('read'), async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const page = query.page();
    query.check();
    const { list, totalCount } = await organizations.list(page);
    sendJson(res, 200, { list: list.map(organizationDocument), total_count: totalCount, ...page });
  });
  declare(router, '/:id', OPERATIONS.get, ...may('read'), async (req: Request, res: Response) => {
    const organization = await organizations.get(idOf(req));
    res.setHeader('ETag', `"${organization.version}"`);
    sendJson(res, 200, organizationDocument(organization));
  });
  declare(
    router,
    '/:id',
    OPERATIONS.replace,
    ...may('update'),
    exists,
    ...body,
    async (req: Request, res: Response) => {
      const call = callOf(req);
      sendWrite(res, 200, call, await organizations.update(call, idOf(req), bodyOf(req)));
    },
  );
  declare(router, '/:id', OPERATIONS.remove, ...may('delete'), exists, async (req: Request, res: Response) => {
    const call = callOf(req);
    await organizations.remove(call, idOf(req));
    if (call.dryRun) return sendJson(res, 200, { dry_run: true, id: idOf(req) });
    return void res.status(204).end();
  });
  router.all('/', methodNotAllowed('GET', 'POST'));
  router.all('/:id', methodNotAllowed('GET', 'PUT', 'DELETE'));
  return router;
}
