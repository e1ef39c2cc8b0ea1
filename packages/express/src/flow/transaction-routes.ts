import { refusal } from '@tessera/core';
import type { Answer, Tenant, TransactionCall } from '@tessera/core';
import { Router } from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { jsonBody, objectBodyOf } from '../http/json-body.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { sendAnswer } from '../http/send-answer.js';
import { readDto } from '../http/read-dto.js';
import { clearBindingCookies } from './binding-cookies.js';
import { AuthorizeDto } from './authorize.dto.js';
import { callerOf } from './caller-of.js';
import { isSecure } from './flow-options.js';
import type { FlowOptions } from './flow-options.js';
import { allowPages } from './cors.js';
import type { ProtocolFinish } from './protocol-layer.js';

/** Interactions take small bodies (specification 2.1). */
const INTERACTION_BODY_BYTES = 65_536;

type Handler = (call: TransactionCall, req: Request, res: Response) => Promise<void>;

/**
 * Everything below `/v1/authorizations/{id}` (specification 4.1). Mounted below `/{tenant-id}` and without it; then the tenant is that of the
 * transaction.
 */
export function transactionRoutes(options: FlowOptions): Router {
  const router = Router({ mergeParams: true });
  const { tessera } = options;
  const base = '/v1/authorizations/:id';
  const route = (handler: Handler): RequestHandler[] => [
    ...jsonBody(INTERACTION_BODY_BYTES),
    callHandler(options, handler),
  ];

  router.use(base, allowPages(options));
  router.get(
    `${base}/view-data`,
    callHandler(options, async (call, _req, res) => sendAnswer(res, await tessera.readTransaction.viewData(call))),
  );
  router.get(
    `${base}/authentication-status`,
    callHandler(options, async (call, req, res) => {
      sendAnswer(
        res,
        await tessera.readTransaction.authenticationStatus({ ...call, explain: req.query['explain'] === 'true' }),
      );
    }),
  );
  router.post(`${base}/authorize`, ...route((call, req, res) => authorize(options, call, req, res)));
  router.post(`${base}/deny`, ...route((call, req, res) => deny(options, call, req, res)));
  router.post(
    `${base}/:interaction`,
    ...route(async (call, req, res) => {
      const interaction = String(req.params['interaction']);
      sendAnswer(res, await tessera.performInteraction.execute({ ...call, interaction, body: objectBodyOf(req) }));
    }),
  );
  router.all([`${base}/view-data`, `${base}/authentication-status`], methodNotAllowed('GET'));
  router.all(`${base}/:interaction`, methodNotAllowed('POST'));
  return router;
}

function callHandler(options: FlowOptions, handler: Handler): RequestHandler {
  return async (req: Request, res: Response, next: NextFunction) => {
    const transactionId = String(req.params['id']);
    const { transactions, directory, clock } = options.tessera.dependencies;
    const named = req.params['tenantId'];
    const tenantId = typeof named === 'string' ? named : await transactions.findTenantId(transactionId, clock.now());
    const tenant = tenantId === undefined ? undefined : await directory.findTenant(tenantId);
    await handler({ tenantId, transactionId, caller: callerOf(req, tenant, transactionId, options) }, req, res);
    if (!res.headersSent) next();
  };
}

async function authorize(options: FlowOptions, call: TransactionCall, req: Request, res: Response): Promise<void> {
  const { denied_scopes: deniedScopes = [] } = readDto(AuthorizeDto, objectBodyOf(req));
  const completed = await options.tessera.completeAuthentication.execute({ ...call, deniedScopes });
  if ('refused' in completed) return sendAnswer(res, completed.refused);
  const { tenant, transactionId, login, withheldScopes } = completed;
  const finished = await options.protocol
    .finish({ tenantId: tenant.id, transactionId, req, res, login, deniedScopes: withheldScopes })
    .catch(async (error: unknown): Promise<never> => {
      await completed.release();
      throw error;
    });
  if (finished.kind === 'refused') {
    await completed.release();
    return sendAnswer(res, answerOf(finished));
  }
  await completed.settle();
  sendRedirect(options, { tenant, transactionId, redirectUri: finished.redirectUri }, res);
}

async function deny(options: FlowOptions, call: TransactionCall, req: Request, res: Response): Promise<void> {
  const denied = await options.tessera.denyAuthentication.execute(call);
  if ('refused' in denied) return sendAnswer(res, denied.refused);
  const { tenant, transactionId } = denied;
  const finished = await options.protocol.deny({ tenantId: tenant.id, transactionId, req, res });
  if (finished.kind === 'refused') return sendAnswer(res, answerOf(finished));
  sendRedirect(options, { tenant, transactionId, redirectUri: finished.redirectUri }, res);
}

interface Finished {
  readonly tenant: Tenant;
  readonly transactionId: string;
  readonly redirectUri: string;
}

function sendRedirect(options: FlowOptions, { tenant, transactionId, redirectUri }: Finished, res: Response): void {
  clearBindingCookies(res, { tenant, transactionId, secure: isSecure(options) });
  sendAnswer(res, { status: 200, body: { redirect_uri: redirectUri } });
}

function answerOf({ status, error, description }: Extract<ProtocolFinish, { kind: 'refused' }>): Answer {
  return refusal(status, error, description);
}
