import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import type { SpanAttributes, TracedSpan, Tracer } from '@tessera/core';
import { runInSpan } from './run-in-span.js';

/** The attributes that tell one span of a name from another, with few values each: they become part of the span's name. */
const DISTINGUISHING: readonly string[] = ['tessera.interaction', 'tessera.sender'];

/** Spans on the OpenTelemetry API. The embedding application registers its SDK; without one nothing is recorded. */
export class OpenTelemetryTracer implements Tracer {
  span<T>(name: string, attributes: SpanAttributes, work: (span: TracedSpan) => Promise<T>): Promise<T> {
    const start = { name: nameOf(name, attributes), kind: SpanKind.INTERNAL, attributes: { ...attributes } };
    return runInSpan(start, (span) => work({ set: (more) => record(span, more) }));
  }
}

function nameOf(name: string, attributes: SpanAttributes): string {
  const key = DISTINGUISHING.find((candidate) => attributes[candidate] !== undefined);
  return key === undefined ? name : `${name} ${String(attributes[key])}`;
}

function record(span: Span, attributes: SpanAttributes): void {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) span.setAttribute(name, value);
  if (attributes['tessera.outcome'] === 'fault') span.setStatus({ code: SpanStatusCode.ERROR });
}
