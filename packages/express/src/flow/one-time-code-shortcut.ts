import { REFUSALS } from '@tessera/core';
import type { Tenant } from '@tessera/core';
import type { ErrorRequestHandler, Express, NextFunction, Request, Response } from 'express';
import { HttpRefusal } from '../http/http-refusal.js';
import { isPlainJsonRequest, readPlainJson } from '../http/plain-json-request.js';
import { REQUEST_ID_HEADER, identify, requestIdOf } from '../http/request-id.js';
import type { RequestObserver } from '../http/request-observer.js';
import { securityHeadersOf } from '../http/security-headers.js';
import { sendAnswer, sendAtOnce } from '../http/send-answer.js';
import { callerOf } from './caller-of.js';
import { allowPages } from './cors.js';
import { isSecure } from './flow-options.js';
import type { FlowOptions } from './flow-options.js';
import { keepTarget } from './target.js';
import type { Target } from './target.js';

/** `/{tenant-id}/v1/authorizations/{id}/{interaction}` in characters that need no decoding. */
const PATH =
  /^\/([\w.~-]{1,128})\/v1\/authorizations\/([\w.~-]{1,128})\/((?:sms|email)-authentication(?:-challenge)?)$/;

type Match = readonly [path: string, tenantId: string, transactionId: string, interaction: string];

export interface ShortcutOptions {
  readonly flow: FlowOptions;
  readonly limitBytes: number;
  readonly observe: RequestObserver;
  /** What turns a fault into an answer. */
  readonly fail: ErrorRequestHandler;
}

/** What an Express application does with a request; its types do not name it. */
type Handle = (req: Request, res: Response, done?: NextFunction) => void;

/**
 * Serves the calls that a server is asked most, challenges and verifications of codes, before Express hands them from layer to layer, which
 * costs several times what the engine does. Each of them is checked and answered as by `transactionRoutes`, which gets whatever is out of the
 * ordinary.
 */
export function addOneTimeCodeShortcut(app: Express, options: ShortcutOptions): void {
  const application = app as Express & { handle: Handle };
  const throughRouters = application.handle.bind(application);
  const serve = oneTimeCodes(options);
  application.handle = (req, res, done) => {
    const match = req.method === 'POST' ? PATH.exec(req.url) : null;
    if (!match || !isPlainJsonRequest(req, options.limitBytes)) return throughRouters(req, res, done);
    // As Express makes them; those of `createHttpServer` are so already.
    if (Object.getPrototypeOf(req) !== app.request) Object.setPrototypeOf(req, app.request);
    if (Object.getPrototypeOf(res) !== app.response) Object.setPrototypeOf(res, app.response);
    req.res = res;
    // With a part of the answer out, its end must not look like one.
    void serve(req, res, match as unknown as Match, done ?? (() => res.destroy()));
  };
}

function oneTimeCodes({ flow, observe, fail }: ShortcutOptions) {
  const { performInteraction, dependencies } = flow.tessera;
  const pages = allowPages(flow);
  const security = securityHeadersOf(isSecure(flow));
  const ordinary = [...security, ['Vary', 'Origin']].flat();

  /** Sets what an answer has by where it was called from, as the middleware of the routers does. */
  const setHeaders = (req: Request, res: Response, target: Target | undefined): void => {
    res.setHeader(REQUEST_ID_HEADER, requestIdOf(req));
    for (const [name, value] of security) res.setHeader(name, value);
    if (!target) return;
    keepTarget(req, target);
    // A POST is no preflight: it only gets its headers.
    void pages(req, res, () => undefined);
  };

  return async (req: Request, res: Response, match: Match, done: NextFunction): Promise<void> => {
    const [, tenantId, transactionId, interaction] = match;
    const id = identify(req);
    let tenant: Tenant | undefined;
    try {
      observe(req, res);
      tenant = await dependencies.directory.findTenant(tenantId);
      if (!tenant) throw new HttpRefusal(REFUSALS.tenantNotFound);
      const body = await readPlainJson(req);
      const caller = callerOf(req, tenant, transactionId, flow);
      const answer = await performInteraction.execute({ tenantId, transactionId, caller, interaction, body });
      if (req.headers.origin === undefined && answer.retryAfterSeconds === undefined)
        return sendAtOnce(res, [REQUEST_ID_HEADER, id, ...ordinary], answer);
      setHeaders(req, res, { tenant, transactionId });
      sendAnswer(res, answer);
    } catch (error) {
      if (!res.headersSent) setHeaders(req, res, tenant && { tenant, transactionId });
      void fail(error, req, res, done);
    }
  };
}
