export { PrometheusMetrics } from './prometheus-metrics.js';
export type { HttpExchange, PrometheusMetricsOptions } from './prometheus-metrics.js';
