import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  isSpanContextValid,
  propagation,
  trace,
} from '@opentelemetry/api';
import { tracer } from './run-in-span.js';

export interface TracedRequestOptions {
  /** The template of a path, e.g. `/{tenant-id}/v1/tokens`; never the path itself. */
  readonly routeOf: (path: string) => string;
}

type Handler = (req: IncomingMessage, res: ServerResponse) => unknown;

const traceIds = new WeakMap<IncomingMessage, string>();

/** The id of the trace that a request belongs to; for what is called back outside of its context. */
export function traceIdOf(req: IncomingMessage): string | undefined {
  return traceIds.get(req);
}

/** Puts each request into a span of its own, within the trace that the caller's `traceparent` names (W3C Trace Context). */
export function traceRequests(handle: Handler, { routeOf }: TracedRequestOptions): Handler {
  return (req, res) => {
    const { method = 'GET', url = '/' } = req;
    const route = routeOf(url.split('?', 1)[0] ?? url);
    const parent = propagation.extract(ROOT_CONTEXT, req.headers);
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = tracer().startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    const own = span.spanContext();
    if (isSpanContextValid(own)) traceIds.set(req, own.traceId);
    res.once('close', () => {
      span.setAttribute('http.response.status_code', res.statusCode);
      if (res.statusCode >= 500 || !res.writableFinished) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    return context.with(trace.setSpan(parent, span), handle, undefined, req, res);
  };
}
