import { isSpanContextValid, trace } from '@opentelemetry/api';

/** The id of the trace that is under way here, for a log line; undefined outside of one. */
export function currentTraceId(): string | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? context.traceId : undefined;
}
