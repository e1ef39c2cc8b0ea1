import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { Attributes, Span, SpanKind, Tracer } from '@opentelemetry/api';

const SCOPE = 'tessera';

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

/** The tracer of whatever SDK the application has registered; without one spans are no-ops. Asked anew, for one may be registered later. */
export const tracer = (): Tracer => trace.getTracer(SCOPE);

/**
 * Runs `work` inside a span that ends with it. A throw marks the span with the type of the error alone: a message may quote what a span must
 * not hold.
 */
export async function runInSpan<T>({ name, ...options }: SpanStart, work: (span: Span) => Promise<T>): Promise<T> {
  const span = tracer().startSpan(name, options);
  try {
    return await context.with(trace.setSpan(context.active(), span), work, undefined, span);
  } catch (error) {
    span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
