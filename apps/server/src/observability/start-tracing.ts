import type { TracingSettings } from '../settings/server-settings.js';

/** A registered SDK. */
export interface Tracing {
  /** Sends what is still held back. */
  close(): Promise<void>;
}

/**
 * Registers the OpenTelemetry SDK of this process. It is loaded here and only here, so that a server without tracing neither loads nor pays
 * for it. Endpoint, headers, time limits and sampling are read from the environment by the SDK itself.
 */
export async function startTracing({ serviceName }: TracingSettings): Promise<Tracing> {
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const detected = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new NodeTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': serviceName }).merge(detected),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return { close: () => provider.shutdown() };
}
