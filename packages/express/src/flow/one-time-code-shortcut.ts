import { REFUSALS } from '@tessera/core';
import type { RequestHandler } from 'express';
import { HttpRefusal } from '../http/http-refusal.js';
import { isPlainJsonRequest, readPlainJson } from '../http/plain-json-request.js';
import { sendAnswer } from '../http/send-answer.js';
import { callerOf } from './caller-of.js';
import { allowPages } from './cors.js';
import type { FlowOptions } from './flow-options.js';
import { keepTarget } from './target.js';

/** `/{tenant-id}/v1/authorizations/{id}/{interaction}` in characters that need no decoding. */
const PATH =
  /^\/([\w.~-]{1,128})\/v1\/authorizations\/([\w.~-]{1,128})\/((?:sms|email)-authentication(?:-challenge)?)$/;

/**
 * Serves the calls that a server is asked most, challenges and verifications of codes, past the layers of the routers, which cost several
 * times what the engine does. Each of them is checked and answered as by `transactionRoutes`, which gets whatever is out of the ordinary.
 */
export function oneTimeCodeShortcut(options: FlowOptions, limitBytes: number): RequestHandler {
  const { performInteraction, dependencies } = options.tessera;
  const pages = allowPages(options);
  return async (req, res, next) => {
    const match = req.method === 'POST' ? PATH.exec(req.url) : null;
    if (!match || !isPlainJsonRequest(req, limitBytes)) return next();
    const [, tenantId = '', transactionId = '', interaction = ''] = match;
    const tenant = await dependencies.directory.findTenant(tenantId);
    if (!tenant) throw new HttpRefusal(REFUSALS.tenantNotFound);
    keepTarget(req, { tenant, transactionId });
    // A POST is no preflight: it only gets its headers.
    void pages(req, res, () => undefined);
    const body = await readPlainJson(req);
    const caller = callerOf(req, tenant, transactionId, options);
    sendAnswer(res, await performInteraction.execute({ tenantId, transactionId, caller, interaction, body }));
  };
}
