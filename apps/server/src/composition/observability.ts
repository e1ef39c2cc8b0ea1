import type { RequestListener } from 'node:http';
import { RouteTemplates } from '@tessera/express';
import { PrometheusMetrics } from '@tessera/metrics-prometheus';
import { OpenTelemetryTracer, traceRequests } from '@tessera/tracing-opentelemetry';
import { startTracing } from '../observability/start-tracing.js';
import type { ServerSettings } from '../settings/server-settings.js';

/** What counts and what times; each absent unless it is asked for, and then it costs nothing. */
export interface Observability {
  readonly metrics: PrometheusMetrics | undefined;
  readonly tracer: OpenTelemetryTracer | undefined;
  /** For the application to fill. */
  readonly templates: RouteTemplates;
  readonly routeOf: (path: string) => string;
  /** The handler, each of its requests in a span. */
  traced(handler: RequestListener): RequestListener;
  close(): Promise<void>;
}

/** Sets up metrics and tracing as far as the settings ask for them. */
export async function createObservability({ metrics, tracing }: ServerSettings): Promise<Observability> {
  const templates = new RouteTemplates();
  const routeOf = (path: string): string => templates.of(path);
  const running = tracing && (await startTracing(tracing));
  return {
    metrics: metrics.isOnMainPort || metrics.port !== undefined ? new PrometheusMetrics() : undefined,
    tracer: running && new OpenTelemetryTracer(),
    templates,
    routeOf,
    traced: (handler) => (running ? traceRequests(handler, { routeOf }) : handler),
    close: async () => running?.close(),
  };
}
