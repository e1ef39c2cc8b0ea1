import type { RequestHandler, Router } from 'express';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { jsonBody, objectBodyOf, requireObject } from '../http/json-body.js';
import { sendAnswer } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { callerOf } from './caller-of.js';
import { allowPages } from './cors.js';
import { authorize, deny } from './finish-routes.js';
import type { FlowHandler } from './flow-handler.js';
import type { FlowOptions } from './flow-options.js';
import { findTarget, targetOf } from './target.js';
import { INTERACTION_OPERATIONS, TRANSACTION_OPERATIONS as OPERATIONS } from './transaction-operations.js';

/** Interactions take small bodies (specification 2.1). */
export const INTERACTION_BODY_BYTES = 65_536;

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
  declare(
    router,
    `${base}/view-data`,
    OPERATIONS.viewData,
    read(async (call, _req, res) => sendAnswer(res, await readTransaction.viewData(call))),
  );
  declare(
    router,
    `${base}/authentication-status`,
    OPERATIONS.status,
    read(async (call, req, res) => {
      const explain = req.query['explain'] === 'true';
      sendAnswer(res, await readTransaction.authenticationStatus({ ...call, explain }));
    }),
  );
  router.all([`${base}/view-data`, `${base}/authentication-status`], methodNotAllowed('GET'));
  declare(router, `${base}/authorize`, OPERATIONS.authorize, write(authorize(options, completeAuthentication)));
  declare(
    router,
    `${base}/authorize-with-session`,
    OPERATIONS.authorizeWithSession,
    write(authorize(options, completeWithSession)),
  );
  declare(router, `${base}/deny`, OPERATIONS.deny, write(deny(options)));
  const perform = (name?: string): RequestHandler[] =>
    write(async (call, req, res) => {
      const interaction = name ?? String(req.params['interaction']);
      sendAnswer(res, await performInteraction.execute({ ...call, interaction, body: objectBodyOf(req) }));
    });
  for (const [name, operation] of Object.entries(INTERACTION_OPERATIONS))
    declare(router, `${base}/${name}`, operation, perform(name));
  declare(router, `${base}/:interaction`, OPERATIONS.interaction, perform());
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
