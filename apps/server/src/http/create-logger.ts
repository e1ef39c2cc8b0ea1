import { pino } from 'pino';
import type { Logger, LoggerOptions } from 'pino';
import { currentTraceId } from '@tessera/tracing-opentelemetry';
import { HeldLines } from './held-lines.js';
import type { LineOutput } from './held-lines.js';

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

/** The loggers of a server; they write to the same output, in order. */
export interface Logs {
  /** Writes at once, and hides what must not be shown. */
  readonly log: Logger;
  /** For the lines of requests alone: hides nothing, and holds its lines back for a moment. A killed process loses those. */
  readonly requests: Logger;
}

/** Structured logs, one JSON object a line, on the standard output. */
export function createLogs(level: string, output: LineOutput = pino.destination({ sync: true })): Logs {
  const held = new HeldLines(output);
  process.once('exit', () => held.flush());
  const write = (line: string): void => {
    held.flush();
    output.write(line);
  };
  return { log: redacting(level, { write }), requests: pino({ level, base: null }, held) };
}

/** Structured logs without any of requests held back. */
export function createLogger(level: string): Logger {
  return redacting(level, pino.destination({ sync: true }));
}

function redacting(level: string, output: LineOutput): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    // Which trace a line belongs to; nothing where none is under way.
    mixin: () => {
      const traceId = currentTraceId();
      return traceId === undefined ? {} : { trace_id: traceId };
    },
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '********' },
    serializers: { err: serializeError },
  };
  return pino(options, { write: (line) => void output.write(line) });
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
