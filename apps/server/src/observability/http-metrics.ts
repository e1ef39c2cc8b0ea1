import type { Server } from 'node:http';
import type { PrometheusMetrics } from '@tessera/metrics-prometheus';

/** Measures each request from its headers to the end of the answer, whatever handles it. */
export function measureRequests(http: Server, metrics: PrometheusMetrics, routeOf: (path: string) => string): void {
  http.prependListener('request', (req, res) => {
    const startedAt = performance.now();
    const { method = 'GET', url = '/' } = req;
    res.once('close', () => {
      const route = routeOf(url.split('?', 1)[0] ?? url);
      metrics.httpAnswered({ route, method, status: res.statusCode, milliseconds: performance.now() - startedAt });
    });
  });
}
