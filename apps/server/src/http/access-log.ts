import { requestIdOf } from '@tessera/express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { traceIdOf } from '@tessera/tracing-opentelemetry';

/** One line a request, without query, body, cookies or headers: codes, passwords and tokens travel there. */
export function accessLog(log: Logger): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const startedAt = process.hrtime.bigint();
    const { method, path } = req;
    res.once('finish', () => {
      // Told outside of the request's own context.
      const traceId = traceIdOf(req);
      const milliseconds = Number(process.hrtime.bigint() - startedAt) / 1e6;
      log.info(
        {
          request_id: requestIdOf(req),
          method,
          path: withoutTransactionId(path),
          status: res.statusCode,
          milliseconds,
          ...(traceId === undefined ? {} : { trace_id: traceId }),
        },
        'request',
      );
    });
    next();
  };
}

/** Whoever knows the id of a transaction may act in it from a plain HTTP client; eight characters are enough to find its events. */
export function withoutTransactionId(path: string): string {
  return path.replace(/(\/v1\/authorizations\/[^/]{8})[^/]*/, '$1…');
}
