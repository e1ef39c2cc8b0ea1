import { hasSecureCookies, refusal } from '@tessera/core';
import type {
  Answer,
  CompleteAuthenticationCommand,
  CompletedAuthentication,
  CompletionResult,
  Tenant,
  TransactionCall,
} from '@tessera/core';
import type { Request, Response } from 'express';
import { HttpRefusal } from '../http/http-refusal.js';
import { objectBodyOf } from '../http/json-body.js';
import { readDto } from '../http/read-dto.js';
import { sendAnswer } from '../http/send-answer.js';
import { AuthorizeDto } from './authorize.dto.js';
import { clearBindingCookies } from './binding-cookies.js';
import type { FlowHandler } from './flow-handler.js';
import type { FlowOptions } from './flow-options.js';
import type { ProtocolFinish } from './protocol-layer.js';

/** Completes a login: by what was proved in it, or by the session alone. */
export interface Completion {
  execute(command: CompleteAuthenticationCommand): Promise<CompletionResult>;
}

/** `POST …/authorize` and `…/authorize-with-session`: one of any number of parallel calls gets the code (specification 4.7). */
export function authorize(options: FlowOptions, completion: Completion): FlowHandler {
  return async (call, req, res) => {
    const deniedScopes = await readDeniedScopes(options, call, req);
    if ('status' in deniedScopes) return sendAnswer(res, deniedScopes);
    const completed = await completion.execute({ ...call, deniedScopes });
    if ('refused' in completed) return sendAnswer(res, completed.refused);
    const finished = await issue(options, completed, req, res);
    if (finished.kind === 'refused') return sendAnswer(res, answerOf(finished));
    sendRedirect(options, completed, finished.redirectUri, res);
  };
}

/** `POST …/deny`: the client is told `access_denied`. */
export function deny(options: FlowOptions): FlowHandler {
  return async (call, req, res) => {
    const denied = await options.tessera.denyAuthentication.execute(call);
    if ('refused' in denied) return sendAnswer(res, denied.refused);
    const { tenant, transactionId } = denied;
    const finished = await options.protocol.deny({ tenantId: tenant.id, transactionId, req, res });
    if (finished.kind === 'refused') return sendAnswer(res, answerOf(finished));
    sendRedirect(options, denied, finished.redirectUri, res);
  };
}

/** Who may not see the transaction at all is not told what is wrong with the body (specification 2.1). */
async function readDeniedScopes(
  { tessera }: FlowOptions,
  call: TransactionCall,
  req: Request,
): Promise<readonly string[] | Answer> {
  try {
    return readDto(AuthorizeDto, objectBodyOf(req)).denied_scopes ?? [];
  } catch (error) {
    if (!(error instanceof HttpRefusal)) throw error;
    const seen = await tessera.readTransaction.authenticationStatus({ ...call, explain: false });
    return seen.status === 200 ? error.answer : seen;
  }
}

/** The code, or a transaction that can be finished once more: nobody has seen a code when this throws. */
async function issue(
  { protocol }: FlowOptions,
  completed: CompletedAuthentication,
  req: Request,
  res: Response,
): Promise<ProtocolFinish> {
  const { tenant, transactionId, login, withheldScopes: deniedScopes } = completed;
  try {
    const finished = await protocol.finish({ tenantId: tenant.id, transactionId, req, res, login, deniedScopes });
    if (finished.kind === 'redirect') await completed.settle();
    else await completed.release();
    return finished;
  } catch (error) {
    // What made the first call fail may fail the second too; the first is the one to be told.
    await completed.release().catch(() => undefined);
    throw error;
  }
}

function sendRedirect(
  options: FlowOptions,
  { tenant, transactionId }: { readonly tenant: Tenant; readonly transactionId: string },
  redirectUri: string,
  res: Response,
): void {
  const secure = hasSecureCookies(tenant.session, options.publicUrl);
  clearBindingCookies(res, { tenant, transactionId, secure });
  sendAnswer(res, { status: 200, body: { redirect_uri: redirectUri } });
}

function answerOf({ status, error, description }: Extract<ProtocolFinish, { kind: 'refused' }>): Answer {
  return refusal(status, error, description);
}
