import type { DocumentVersion, ManageVersions } from '@tessera/core';
import { TesseraError } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import type { DocumentKind } from './document-kinds.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';
import { versionOperations } from './version-operations.js';
import { callOf, sendWrite } from './write-answer.js';

const ROLLBACK_BODY_BYTES = 65_536;
const VERSIONS = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** The history of one kind of document, and the way back (specification 5.2, Versions). */
export function versionRoutes(versions: ManageVersions, kind: DocumentKind): Router {
  const router = createRouter();
  const operations = versionOperations(kind);
  const may = (action: string): RequestHandler => requirePermission(`idp:${kind.permission}:${action}`);
  const idOf = (req: Request): string => String(req.params['id']);
  // Whether there ever was such an object is told before what is wrong with the request (specification 5.1).
  const existed: RequestHandler = async (req, _res, next) => {
    await versions.list(operatorOf(req).tenantId, idOf(req));
    next();
  };
  // What is deleted is created again: who may only update must not get around that permission.
  const mayRecreate: RequestHandler = async (req, res, next) => {
    if (await versions.isLiving(operatorOf(req).tenantId, idOf(req))) return next();
    return void may('create')(req, res, next);
  };

  declare(router, '/:id/versions', operations.list, may('read'), existed, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const { limit, offset } = query.page();
    query.check();
    const all = await versions.list(operatorOf(req).tenantId, idOf(req));
    const list = all.slice(offset, offset + limit).map(versionDocument);
    sendJson(res, 200, { list, total_count: all.length, limit, offset });
  });
  declare(router, '/:id/versions/diff', operations.diff, may('read'), existed, async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const [from, to] = [query.requiredInteger('from', VERSIONS), query.requiredInteger('to', VERSIONS)];
    query.check();
    sendJson(res, 200, { from, to, diff: await versions.diff(operatorOf(req).tenantId, idOf(req), { from, to }) });
  });
  declare(router, '/:id/versions/:version', operations.get, may('read'), async (req: Request, res: Response) => {
    const version = readVersion(req);
    sendJson(res, 200, await versions.get(operatorOf(req).tenantId, idOf(req), version));
  });
  const body = jsonBody(ROLLBACK_BODY_BYTES);
  declare(
    router,
    '/:id/rollback',
    operations.rollback,
    may('update'),
    existed,
    mayRecreate,
    ...body,
    async (req: Request, res: Response) => {
      const call = callOf(req);
      sendWrite(res, 200, call, await versions.rollback(call, idOf(req), bodyOf(req)));
    },
  );
  router.all(['/:id/versions', '/:id/versions/diff', '/:id/versions/:version'], methodNotAllowed('GET'));
  router.all('/:id/rollback', methodNotAllowed('POST'));
  return router;
}

function versionDocument({ version, createdAt, operator, operation }: DocumentVersion): Record<string, unknown> {
  return { version, created_at: new Date(createdAt).toISOString(), operator, operation };
}

/** @throws TesseraError `ERR_NOT_FOUND` for what is no number: unparsable ids are told like unknown ones */
function readVersion(req: Request): number {
  const text = String(req.params['version']);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new TesseraError('ERR_NOT_FOUND', 'versions are numbers');
  return Number(text);
}
