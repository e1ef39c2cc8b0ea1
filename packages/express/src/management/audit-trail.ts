import { toOAuthError } from '@tessera/core';
import type { JsonValue } from '@tessera/core';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { HTTP_REFUSALS } from '../http/http-refusal.js';
import { requestIdOf } from '../http/request-id.js';
import { sendAnswer } from '../http/send-answer.js';
import { auditRecordOf } from './audit-record.js';
import { auditSubjectOf, isWrite } from './audit-subject.js';
import type { ManagementOptions } from './management-options.js';
import { findOperator } from './operator-access.js';

const codeReads = new WeakSet<Request>();

/** Puts a call on record that only reads: it shows a code that can be used. */
export function recordCodeRead(req: Request): void {
  codeReads.add(req);
}

/**
 * Puts every management call on record that means to write, is refused with 403, or reads a code (specification 5.2). The record is stored
 * before the answer leaves; an answer that cannot be put on record does not leave.
 */
export function auditTrail(options: ManagementOptions): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    let answer: JsonValue | undefined;
    const json = res.json.bind(res);
    res.json = (body: JsonValue) => {
      answer = body;
      return json(body);
    };
    const end = res.end.bind(res) as (...given: readonly unknown[]) => Response;
    res.end = ((...given: readonly unknown[]) => {
      res.end = end as typeof res.end;
      record(req, res, answer, options).then(
        () => end(...given),
        (error: unknown) => {
          refuse(req, res, error, options);
        },
      );
      return res;
    }) as typeof res.end;
    next();
  };
}

async function record(
  req: Request,
  res: Response,
  answer: JsonValue | undefined,
  options: ManagementOptions,
): Promise<void> {
  const operator = findOperator(req);
  // Without a valid token nobody did anything.
  if (!operator) return;
  const subject = auditSubjectOf(req);
  if (!isWrite(req, subject) && res.statusCode !== 403 && !codeReads.has(req)) return;
  await options.auditLog.append(await auditRecordOf({ req, res, operator, subject, answer }, options));
}

function refuse(req: Request, res: Response, error: unknown, { reportFault }: ManagementOptions): void {
  reportFault?.({ requestId: requestIdOf(req), method: req.method, path: req.path, error });
  for (const name of ['ETag', 'Location', 'Content-Length']) res.removeHeader(name);
  sendAnswer(res, toOAuthError(error) ?? HTTP_REFUSALS.unexpected(requestIdOf(req)));
}
