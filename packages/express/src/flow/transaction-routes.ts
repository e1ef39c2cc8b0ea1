import type { RequestHandler, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { jsonBody, objectBodyOf, requireObject } from '../http/json-body.js';
import { sendAnswer } from '../http/send-answer.js';
import { callerOf } from './caller-of.js';
import { allowPages } from './cors.js';
import { authorize, deny } from './finish-routes.js';
import type { FlowHandler } from './flow-handler.js';
import type { FlowOptions } from './flow-options.js';
import { findTarget, targetOf } from './target.js';

/** Interactions take small bodies (specification 2.1). */
const INTERACTION_BODY_BYTES = 65_536;

/**
 * Everything below `/v1/authorizations/{id}` (specification 4.1). Mounted below `/{tenant-id}` and without it; then the tenant is that of the
 * transaction.
 */
export function transactionRoutes(options: FlowOptions): Router {
  const router = createRouter();
  const { readTransaction, performInteraction, completeAuthentication, completeWithSession } = options.tessera;
  const base = '/v1/authorizations/:id';
  const read = (handler: FlowHandler): RequestHandler[] => [acceptsJson, callHandler(options, handler)];
  const write = (handler: FlowHandler): RequestHandler[] => [
    acceptsJson,
    ...jsonBody(INTERACTION_BODY_BYTES),
    requireObject,
    callHandler(options, handler),
  ];

  router.use(base, findTarget(options), allowPages(options));
  router.get(
    `${base}/view-data`,
    read(async (call, _req, res) => sendAnswer(res, await readTransaction.viewData(call))),
  );
  router.get(
    `${base}/authentication-status`,
    read(async (call, req, res) => {
      const explain = req.query['explain'] === 'true';
      sendAnswer(res, await readTransaction.authenticationStatus({ ...call, explain }));
    }),
  );
  router.all([`${base}/view-data`, `${base}/authentication-status`], methodNotAllowed('GET'));
  router.post(`${base}/authorize`, write(authorize(options, completeAuthentication)));
  router.post(`${base}/authorize-with-session`, write(authorize(options, completeWithSession)));
  router.post(`${base}/deny`, write(deny(options)));
  router.post(
    `${base}/:interaction`,
    write(async (call, req, res) => {
      const interaction = String(req.params['interaction']);
      sendAnswer(res, await performInteraction.execute({ ...call, interaction, body: objectBodyOf(req) }));
    }),
  );
  router.all(`${base}/:interaction`, methodNotAllowed('POST'));
  return router;
}

function callHandler(options: FlowOptions, handler: FlowHandler): RequestHandler {
  return async (req, res) => {
    const { tenant, transactionId } = targetOf(req);
    const caller = callerOf(req, tenant, transactionId, options);
    await handler({ tenantId: tenant?.id, transactionId, caller }, req, res);
  };
}
