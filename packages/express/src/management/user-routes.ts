import { managedUserDocument, USER_STATUSES } from '@tessera/core';
import type { ManageUsers, PhoneNumbers, UserQuery } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { component, crud, managed, query as parameter } from '../openapi/management-operation.js';
import { written } from '../openapi/responses.js';
import { update } from '../openapi/schemas/management.js';
import { oneOf, ref } from '../openapi/schemas/shapes.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { locationOf, operatorCallOf } from './operator-call.js';
import { QueryParameters } from './query-parameters.js';
import { sendWrite } from './write-answer.js';

const USER_BODY_BYTES = 65_536;
const OPERATIONS = crud({
  noun: 'User',
  plural: 'Users',
  one: 'a user',
  many: 'users',
  tag: 'Users',
  permission: 'user',
  ...component('User'),
  filters: [
    parameter('email', 'Exact, without regard to case.'),
    parameter('phone_number', 'Exact, in any notation.'),
    parameter('preferred_username', 'Exact, without regard to case.'),
    parameter('status', 'One status.', oneOf(...USER_STATUSES)),
  ],
});
const PATCH = managed({
  operationId: 'updateUser',
  method: 'patch',
  summary: 'Change the status or the password of a user',
  description: 'A status that is not active ends sessions and revokes tokens; so does a new password.',
  tag: 'Users',
  permissions: ['idp:user:update'],
  body: ref('UserPatch'),
  writes: 'existing',
  responses: { '200': written('Changed, or what a dry run found', update(ref('User'))) },
});

/** Create, list, get, replace, change of status or password, and delete of users (specification 5.6). */
export function userRoutes(users: ManageUsers, phoneNumbers: PhoneNumbers): Router {
  const router = createRouter();
  const body = jsonBody(USER_BODY_BYTES);
  const may = (action: string): RequestHandler => requirePermission(`idp:user:${action}`);
  const subOf = (req: Request): string => String(req.params['sub']);
  // Whether there is such a user is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await users.get(operatorOf(req).tenantId, subOf(req));
    next();
  };

  declare(router, '/', OPERATIONS.create, may('create'), ...body, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    const written = await users.create(call, bodyOf(req));
    if (!call.dryRun) res.setHeader('Location', locationOf(req, written.id));
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  declare(router, '/', OPERATIONS.list, may('read'), async (req: Request, res: Response) => {
    const query = readQuery(req, phoneNumbers);
    const { list, totalCount } = await users.list(operatorOf(req).tenantId, query);
    const { limit, offset } = query;
    sendJson(res, 200, { list: list.map(managedUserDocument), total_count: totalCount, limit, offset });
  });
  declare(router, '/:sub', OPERATIONS.get, may('read'), async (req: Request, res: Response) => {
    const user = await users.get(operatorOf(req).tenantId, subOf(req));
    res.setHeader('ETag', `"${user.updatedAt}"`);
    sendJson(res, 200, managedUserDocument(user));
  });
  declare(router, '/:sub', OPERATIONS.replace, may('update'), exists, ...body, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    sendWrite(res, 200, call, await users.update(call, subOf(req), bodyOf(req)));
  });
  declare(router, '/:sub', PATCH, may('update'), exists, ...body, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    sendWrite(res, 200, call, await users.patch(call, subOf(req), bodyOf(req)));
  });
  declare(router, '/:sub', OPERATIONS.remove, may('delete'), exists, async (req: Request, res: Response) => {
    const call = operatorCallOf(req);
    await users.remove(call, subOf(req));
    if (call.dryRun) return sendJson(res, 200, { dry_run: true, id: subOf(req) });
    return void res.status(204).end();
  });
  router.all('/', methodNotAllowed('GET', 'POST'));
  router.all('/:sub', methodNotAllowed('GET', 'PUT', 'PATCH', 'DELETE'));
  return router;
}

function readQuery(req: Request, phoneNumbers: PhoneNumbers): UserQuery {
  const query = new QueryParameters(req);
  const email = query.text('email');
  const phone = query.text('phone_number');
  const preferredUsername = query.text('preferred_username');
  const status = query.choice('status', USER_STATUSES);
  const page = query.page();
  query.check();
  const phoneNumber =
    phone === undefined ? undefined : (phoneNumbers.parse(phone, operatorOf(req).defaultPhoneRegion)?.e164 ?? phone);
  return {
    ...page,
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(preferredUsername === undefined ? {} : { preferredUsername }),
    ...(status === undefined ? {} : { status }),
  };
}
