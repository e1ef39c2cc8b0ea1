import type { Environment } from './environment.js';
import type { MetricsSettings, RequestLimitSettings, TracingSettings } from './server-settings.js';

const PER_MINUTE = { min: 0, max: 1_000_000_000 };

/** Metrics show a stranger how a service fares: outside development nobody sees them who is not let in on purpose. */
export function readMetrics(environment: Environment, development: boolean): MetricsSettings {
  const port = environment.integer('TESSERA_METRICS_PORT', 0, { min: 1, max: 65_535 });
  return {
    port: port === 0 ? undefined : port,
    host: environment.text('TESSERA_METRICS_HOST') ?? '127.0.0.1',
    isOnMainPort: environment.flag('TESSERA_METRICS_ON_MAIN_PORT', development),
  };
}

/** By the names that OpenTelemetry gives them; what else begins with `OTEL_` its SDK reads itself. */
export function readTracing(environment: Environment): TracingSettings | undefined {
  const endpoint =
    environment.text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? environment.text('OTEL_EXPORTER_OTLP_ENDPOINT');
  const isDisabled = environment.flag('OTEL_SDK_DISABLED', false);
  if (endpoint === undefined || isDisabled || environment.text('OTEL_TRACES_EXPORTER') === 'none') return undefined;
  if (!URL.canParse(endpoint)) environment.problem('OTEL_EXPORTER_OTLP_ENDPOINT must be a URL');
  environment.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', ['http/json'] as const, 'http/json');
  return { serviceName: environment.text('OTEL_SERVICE_NAME') ?? 'tessera' };
}

/** Off in development, where tests and scripts make the calls of a year in a minute. */
export function readRequestLimits(environment: Environment, development: boolean): RequestLimitSettings {
  const perMinute = (name: string, production: number): number =>
    environment.integer(name, development ? 0 : production, PER_MINUTE);
  return {
    managementPerOperatorMinute: perMinute('TESSERA_MANAGEMENT_REQUESTS_PER_OPERATOR_MINUTE', 600),
    tokensPerAddressMinute: perMinute('TESSERA_TOKEN_REQUESTS_PER_ADDRESS_MINUTE', 3000),
    refusedPerAddressMinute: perMinute('TESSERA_REFUSED_REQUESTS_PER_ADDRESS_MINUTE', 60),
  };
}
