import { pino } from 'pino';
import type { Logger } from 'pino';
import { currentTraceId } from '@tessera/tracing-opentelemetry';

/** What must never be in a line, wherever a library or plug-in puts it. */
const REDACTED = [
  'password',
  'client_secret',
  'verification_code',
  'access_token',
  'refresh_token',
  'id_token',
  'authorization',
  'cookie',
];

/** Structured logs, one JSON object a line. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    // Which trace a line belongs to; nothing where none is under way.
    mixin: () => {
      const traceId = currentTraceId();
      return traceId === undefined ? {} : { trace_id: traceId };
    },
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '********' },
    serializers: { err: serializeError },
  });
}

/** Type, message, code and stack of an error and its causes; nothing that libraries hang on errors, such as requests and bodies. */
function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack,
    ...(error.cause !== undefined && depth < 4 ? { cause: serializeError(error.cause, depth + 1) } : {}),
  };
}
