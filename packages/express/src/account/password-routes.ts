import { errorOf, PASSWORD_RESET_PROOF_SECONDS, PASSWORD_RESET_SCOPE } from '@tessera/core';
import type { Answer, OwnPasswordCall } from '@tessera/core';
import type { Request, RequestHandler, Response, Router } from 'express';
import type { FlowOptions } from '../flow/flow-options.js';
import { acceptsJson } from '../http/accepts-json.js';
import { createRouter } from '../http/create-router.js';
import { methodNotAllowed } from '../http/error-middleware.js';
import { jsonBody, objectBodyOf } from '../http/json-body.js';
import { readDto } from '../http/read-dto.js';
import { sendAnswer } from '../http/send-answer.js';
import { declare } from '../openapi/declare.js';
import { allowOwnPages, findOwnTenant, ownTokenOf, requireOwnToken } from './own-token.js';
import { PASSWORD_OPERATIONS as OPERATIONS } from './password-operations.js';
import { ChangePasswordDto, ResetPasswordDto } from './password.dto.js';

const BODY_BYTES = 65_536;
const CHANGE = '/v1/me/password/change';
const RESET = '/v1/me/password/reset';

/** `POST /{tenant-id}/v1/me/password/change` and `…/reset`: users mind their own passwords. To be mounted below `/:tenantId`. */
export function ownPasswordRoutes(options: FlowOptions): Router {
  const { changeOwnPassword, resetOwnPassword } = options.tessera;
  const router = createRouter();
  const post = (scope: string): RequestHandler[] => [
    acceptsJson,
    requireOwnToken(options, scope),
    ...jsonBody(BODY_BYTES),
  ];

  router.use([CHANGE, RESET], findOwnTenant(options), allowOwnPages(options));
  declare(router, CHANGE, OPERATIONS.change, post('openid'), async (req: Request, res: Response) => {
    const { current_password: currentPassword, new_password: newPassword } = bodyOf(ChangePasswordDto, req);
    answer(res, await changeOwnPassword.execute({ ...callOf(req, newPassword), currentPassword }));
  });
  declare(router, RESET, OPERATIONS.reset, post(PASSWORD_RESET_SCOPE), async (req: Request, res: Response) => {
    const { new_password: newPassword } = bodyOf(ResetPasswordDto, req);
    answer(res, await resetOwnPassword.execute(callOf(req, newPassword)));
  });
  router.all([CHANGE, RESET], methodNotAllowed('POST'));
  return router;
}

function bodyOf<T extends object>(type: new () => T, req: Request): T {
  return readDto(type, objectBodyOf(req));
}

function callOf(req: Request, newPassword: string): OwnPasswordCall {
  const userAgent = req.headers['user-agent'];
  return {
    ...ownTokenOf(req),
    newPassword,
    ...(req.ip === undefined ? {} : { ipAddress: req.ip }),
    ...(userAgent === undefined ? {} : { userAgent }),
  };
}

function answer(res: Response, given: Answer): void {
  if (given.status === 401) {
    const error = errorOf(given);
    // RFC 9470 §3 tells the client how to come back.
    const age = error === 'invalid_token' ? '' : `, max_age="${PASSWORD_RESET_PROOF_SECONDS}"`;
    res.setHeader('WWW-Authenticate', `Bearer error="${error}"${age}`);
  }
  sendAnswer(res, given);
}
