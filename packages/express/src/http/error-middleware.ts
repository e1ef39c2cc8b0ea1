import { TesseraError, toOAuthError } from '@tessera/core';
import type { NextFunction, Request, RequestHandler, ErrorRequestHandler, Response } from 'express';
import { HTTP_REFUSALS, HttpRefusal } from './http-refusal.js';
import { requestIdOf } from './request-id.js';
import { sendAnswer } from './send-answer.js';

/** Told of every fault that ends in a 5xx. Gets no body, cookie or header. */
export type FaultReporter = (fault: {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly error: unknown;
}) => void;

/** Answers unknown routes. */
export const notFound: RequestHandler = (_req, _res) => {
  throw new HttpRefusal(HTTP_REFUSALS.notFound);
};

/** A route that exists, but not with this method. `HEAD` comes with `GET`; `OPTIONS` is told what there is (RFC 9110 §9.3.7). */
export function methodNotAllowed(...methods: readonly string[]): RequestHandler {
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return (req: Request, res: Response) => {
    if (req.method !== 'OPTIONS') throw new HttpRefusal(HTTP_REFUSALS.methodNotAllowed, { Allow: allowed });
    res.setHeader('Allow', allowed);
    res.status(204).end();
  };
}

/** The only place where a fault becomes an HTTP answer. */
export function errorMiddleware(report: FaultReporter): ErrorRequestHandler {
  return (error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    if (error instanceof HttpRefusal) {
      for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
      return sendAnswer(res, error.answer);
    }
    // A broken invariant is nobody's to repair but the operator's: it is told like any unexpected error, with the id of the request.
    const isInvariant = error instanceof TesseraError && error.code === 'ERR_INVARIANT';
    const known = isInvariant ? undefined : (toOAuthError(error) ?? bodyError(error));
    const answer = known ?? HTTP_REFUSALS.unexpected(requestIdOf(req));
    if (answer.status >= 500) report({ requestId: requestIdOf(req), method: req.method, path: req.path, error });
    sendAnswer(res, answer);
  };
}

/** What Express's own body reader and router throw: http-errors with a `type` or a status. */
function bodyError(error: unknown): HttpRefusal['answer'] | undefined {
  const { type, status } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly type?: unknown;
    readonly status?: unknown;
  };
  if (type === 'entity.too.large') return HTTP_REFUSALS.bodyTooLarge;
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return HTTP_REFUSALS.contentType;
  // A path that is no valid percent-encoding names nothing.
  if (error instanceof URIError) return HTTP_REFUSALS.notFound;
  return typeof status === 'number' && status >= 400 && status < 500 ? HTTP_REFUSALS.malformedBody : undefined;
}
