import { SECURITY_EVENT_TYPES, TesseraError } from '@tessera/core';
import type { EngineDependencies, SecurityEventQuery } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { managed, PAGE, query as parameter } from '../openapi/management-operation.js';
import { json } from '../openapi/responses.js';
import { pageOf } from '../openapi/schemas/management.js';
import { INSTANT, ref } from '../openapi/schemas/shapes.js';
import { eventDocument } from './event-document.js';
import type { ManagementOptions } from './management-options.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

const READING = {
  method: 'get',
  tag: 'Security events',
  permissions: ['idp:security-event:read'],
} as const;
const LIST = managed({
  ...READING,
  operationId: 'listSecurityEvents',
  summary: 'List security events, newest first',
  parameters: [
    parameter('event_type', 'One or more types, separated by commas.'),
    parameter('from', 'Inclusive.', INSTANT),
    parameter('to', 'Exclusive.', INSTANT),
    parameter('user_id', 'The `sub`.'),
    parameter('user_name', 'Exact; hashed for the search.'),
    parameter('client_id', 'Exact.'),
    parameter('transaction_id', 'Exact.'),
    parameter('ip_address', 'Exact.'),
    parameter('reason', 'Exact.'),
    parameter('destination', 'A whole number or address; hashed for the search, never logged.'),
    ...PAGE,
  ],
  responses: { '200': json('A part of the list', pageOf(ref('SecurityEvent'))) },
});
const GET = managed({
  ...READING,
  operationId: 'getSecurityEvent',
  summary: 'Read a security event',
  responses: { '200': json('Found', ref('SecurityEvent')) },
});

/** `security-events` (specification 6.3). */
export function eventRoutes({ events, tessera }: ManagementOptions): Router {
  const router = createRouter();
  router.use(requirePermission('idp:security-event:read'));
  declare(router, '/', LIST, async (req: Request, res: Response) => {
    const query = readQuery(req, tessera.dependencies);
    const { list, totalCount } = await events.query(operatorOf(req).tenantId, query);
    sendJson(res, 200, {
      list: list.map(eventDocument),
      total_count: totalCount,
      limit: query.limit,
      offset: query.offset,
    });
  });
  declare(router, '/:id', GET, async (req: Request, res: Response) => {
    const event = await events.find(operatorOf(req).tenantId, String(req.params['id']));
    if (!event) throw new TesseraError('ERR_NOT_FOUND', 'no such security event');
    sendJson(res, 200, eventDocument(event));
  });
  router.all(['/', '/:id'], methodNotAllowed('GET'));
  return router;
}

function readQuery(req: Request, { digests, phoneNumbers }: EngineDependencies): SecurityEventQuery {
  const query = new QueryParameters(req);
  const destination = query.text('destination');
  const userName = query.text('user_name');
  const read = {
    types: query.list('event_type', SECURITY_EVENT_TYPES),
    from: query.instant('from'),
    to: query.instant('to'),
    userId: query.text('user_id'),
    // Full names and numbers are hashed before they reach a store or a log.
    userNameHash: userName === undefined ? undefined : digests.keyedHashes(userName.toLowerCase()),
    clientId: query.text('client_id'),
    transactionId: query.text('transaction_id'),
    ipAddress: query.text('ip_address'),
    reason: query.text('reason'),
    destinationHash:
      destination === undefined
        ? undefined
        : digests.keyedHashes(
            phoneNumbers.parse(destination, operatorOf(req).defaultPhoneRegion)?.e164 ?? destination.toLowerCase(),
          ),
    ...query.page(),
  };
  query.check();
  return Object.fromEntries(
    Object.entries(read).filter(([, value]) => value !== undefined),
  ) as unknown as SecurityEventQuery;
}
