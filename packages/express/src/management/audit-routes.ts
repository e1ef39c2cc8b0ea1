import type { AuditQuery, AuditRecord } from '@tessera/core';
import type { Request, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { managed, PAGE, query as parameter } from '../openapi/management-operation.js';
import { json } from '../openapi/responses.js';
import { pageOf } from '../openapi/schemas/management.js';
import { INSTANT, oneOf, ref } from '../openapi/schemas/shapes.js';
import type { ManagementOptions } from './management-options.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';

const OUTCOMES = ['success', 'denied', 'failure'] as const;
const LIST = managed({
  operationId: 'listAuditLogs',
  method: 'get',
  summary: 'List what operators did, newest first',
  tag: 'Audit log',
  permissions: ['idp:audit-log:read'],
  parameters: [
    parameter('from', 'Inclusive.', INSTANT),
    parameter('to', 'Exclusive.', INSTANT),
    parameter('operator', 'Its id.'),
    parameter('resource', 'E.g. `users`.'),
    parameter('resource_id', 'Of the object.'),
    parameter('operation', 'E.g. `create`.'),
    parameter('outcome', 'How it ended.', oneOf(...OUTCOMES)),
    ...PAGE,
  ],
  responses: { '200': json('A part of the list', pageOf(ref('AuditRecord'))) },
});

/** `audit-logs` (specification 6.3). */
export function auditRoutes({ auditLog }: Pick<ManagementOptions, 'auditLog'>): Router {
  const router = createRouter();
  declare(router, '/', LIST, requirePermission('idp:audit-log:read'), async (req: Request, res: Response) => {
    const query = readQuery(req);
    const { limit, offset } = query;
    const { list, totalCount } = await auditLog.query(operatorOf(req).tenantId, query);
    sendJson(res, 200, { list: list.map(recordDocument), total_count: totalCount, limit, offset });
  });
  router.all('/', methodNotAllowed('GET'));
  return router;
}

function readQuery(req: Request): AuditQuery {
  const query = new QueryParameters(req);
  const read = {
    from: query.instant('from'),
    to: query.instant('to'),
    // Versions show the kind in front of the id; both ways of writing it are understood.
    operator: query.text('operator')?.replace(/^(?:user|client):/, ''),
    resource: query.text('resource'),
    resourceId: query.text('resource_id'),
    operation: query.text('operation'),
    outcome: query.choice('outcome', OUTCOMES),
  };
  const page = query.page();
  query.check();
  const filters = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
  return { ...filters, ...page };
}

function recordDocument(record: AuditRecord): Record<string, unknown> {
  return {
    id: record.id,
    created_at: new Date(record.createdAt).toISOString(),
    operator: { ...record.operator, name: record.operator.name ?? null },
    operation: record.operation,
    resource: record.resource,
    resource_id: record.resourceId ?? null,
    outcome: record.outcome,
    dry_run: record.dryRun,
    diff: record.diff,
    ip_address: record.ipAddress ?? null,
    request_id: record.requestId,
  };
}
