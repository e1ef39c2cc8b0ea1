import { requestIdOf } from '@tessera/express';
import type { RequestObserver } from '@tessera/express';
import type { Logger } from 'pino';
import { traceIdOf } from '@tessera/tracing-opentelemetry';

/**
 * One line a request, without query, body, cookies or headers: codes, passwords and tokens travel there. The fields are these and no others,
 * so that the logger need not look for what to redact.
 */
export function accessLog(log: Logger): RequestObserver {
  if (!log.isLevelEnabled('info')) return () => undefined;
  return (req, res) => {
    const startedAt = performance.now();
    const { method, path } = req;
    res.on('finish', () => {
      // Told outside of the request's own context.
      const traceId = traceIdOf(req);
      log.info(
        {
          request_id: requestIdOf(req),
          method,
          path: withoutTransactionId(path),
          status: res.statusCode,
          milliseconds: Math.round((performance.now() - startedAt) * 1000) / 1000,
          ...(traceId === undefined ? {} : { trace_id: traceId }),
        },
        'request',
      );
    });
  };
}

/** Whoever knows the id of a transaction may act in it from a plain HTTP client; eight characters are enough to find its events. */
export function withoutTransactionId(path: string): string {
  return path.replace(/(\/v1\/authorizations\/[^/]{8})[^/]*/, '$1…');
}
