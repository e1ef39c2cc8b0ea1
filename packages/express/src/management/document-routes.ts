import type { ManageDocuments } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import { createRouter } from '../http/create-router.js';
import { bodyOf, jsonBody } from '../http/json-body.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendJson } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { crud } from '../openapi/management-operation.js';
import type { DocumentKind } from './document-kinds.js';
import { operatorOf, requirePermission } from './operator-access.js';
import { QueryParameters } from './query-parameters.js';
import { callOf, sendWrite, shown } from './write-answer.js';

/** Limit of a posted document. */
const DOCUMENT_BODY_BYTES = 1_048_576;

/** Create, list, get, replace and delete of one kind of document (specification 5.2, 5.7). */
export function documentRoutes(documents: ManageDocuments, kind: DocumentKind): Router {
  const router = createRouter();
  const operations = crud(kind);
  const body = jsonBody(DOCUMENT_BODY_BYTES);
  const may = (action: string): ReturnType<typeof requirePermission> =>
    requirePermission(`idp:${kind.permission}:${action}`);
  // Whether there is such an object is told before what is wrong with the request (specification 5.1).
  const exists: RequestHandler = async (req, _res, next) => {
    await documents.get(operatorOf(req).tenantId, String(req.params['id']));
    next();
  };

  declare(router, '/', operations.create, may('create'), ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    const written = await documents.create(call, bodyOf(req));
    if (!call.dryRun)
      res.setHeader('Location', `${req.originalUrl.split('?')[0]?.replace(/\/$/, '') ?? ''}/${written.id}`);
    sendWrite(res, call.dryRun ? 200 : 201, call, written);
  });
  declare(router, '/', operations.list, may('read'), async (req: Request, res: Response) => {
    const query = new QueryParameters(req);
    const page = query.page();
    query.check();
    const { list, totalCount } = await documents.list(operatorOf(req).tenantId, page);
    sendJson(res, 200, { list, total_count: totalCount, ...page });
  });
  declare(router, '/:id', operations.get, may('read'), async (req: Request, res: Response) => {
    const { result, version } = await documents.get(operatorOf(req).tenantId, String(req.params['id']));
    res.setHeader('ETag', `"${version}"`);
    sendJson(res, 200, result);
  });
  declare(router, '/:id', operations.replace, may('update'), exists, ...body, async (req: Request, res: Response) => {
    const call = callOf(req);
    sendWrite(res, 200, call, await documents.update(call, String(req.params['id']), bodyOf(req)));
  });
  declare(router, '/:id', operations.remove, may('delete'), exists, async (req: Request, res: Response) => {
    const call = callOf(req);
    const id = String(req.params['id']);
    const { warnings } = await documents.remove(call, id);
    if (call.dryRun) return sendJson(res, 200, { dry_run: true, id, ...shown(warnings) });
    return void res.status(204).end();
  });
  router.all('/', methodNotAllowed('GET', 'POST'));
  router.all('/:id', methodNotAllowed('GET', 'PUT', 'DELETE'));
  return router;
}
