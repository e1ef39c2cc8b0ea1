import { SpanKind, SpanStatusCode, context, propagation } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import type { HttpClient, OutboundRequest, OutboundResult } from '@tessera/core';
import { runInSpan } from './run-in-span.js';

/**
 * Puts each outbound call into a span, and tells the service which one: `traceparent` (W3C Trace Context) of a span that is being recorded
 * replaces one that a mapping made. Path and query are no attributes, for they may hold numbers and codes.
 */
export class TracedHttpClient implements HttpClient {
  private readonly inner: HttpClient;

  constructor(inner: HttpClient) {
    this.inner = inner;
  }

  send(request: OutboundRequest): Promise<OutboundResult> {
    const start = {
      // The name that the semantic conventions for HTTP give a call without a route.
      name: request.method,
      kind: SpanKind.CLIENT,
      attributes: { 'http.request.method': request.method, ...serverOf(request.url) },
    };
    return runInSpan(start, async (span) => {
      const result = await this.inner.send(span.isRecording() ? withContext(request) : request);
      record(span, result);
      return result;
    });
  }
}

/** Where a service is, as its configuration says; a URL has placeholders in path and query only. */
function serverOf(url: string): Readonly<Record<string, string>> {
  return URL.canParse(url) ? { 'server.address': new URL(url).hostname } : {};
}

function withContext(request: OutboundRequest): OutboundRequest {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  const names = new Set(Object.keys(carrier).map((name) => name.toLowerCase()));
  const own = Object.entries(request.headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...request, headers: { ...Object.fromEntries(own), ...carrier } };
}

function record(span: Span, result: OutboundResult): void {
  if (result.kind === 'response') {
    span.setAttribute('http.response.status_code', result.status);
    if (result.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
  } else {
    span.setAttribute('error.type', result.fault);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}
