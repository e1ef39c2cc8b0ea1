import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { NO_STORE, TEXT, declare, merged, observing, refusals, requestId } from '@tessera/express';
import type { Operation, RequestObserver } from '@tessera/express';
import type { PrometheusMetrics } from '@tessera/metrics-prometheus';
import express, { Router } from 'express';
import type { Request, Response } from 'express';

const METRICS: Operation = {
  operationId: 'getMetrics',
  method: 'get',
  summary: 'Read the metrics of this node',
  description: 'In the text format of Prometheus; only where the server is set to show them here.',
  tag: 'Server',
  access: 'public',
  responses: merged(
    { '200': { description: 'The metrics', content: { 'text/plain': TEXT }, headers: { 'Cache-Control': NO_STORE } } },
    refusals('Unexpected'),
  ),
};

/** `GET /metrics` in the text format of Prometheus. */
export function metricsRouter(metrics: PrometheusMetrics): Router {
  const router = Router();
  declare(router, '/metrics', METRICS, async (_req: Request, res: Response) => {
    const text = await metrics.render();
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Content-Type', metrics.contentType);
    res.end(text);
  });
  return router;
}

/** A server with nothing but the metrics, for a port that the public does not reach. */
export function metricsServer(metrics: PrometheusMetrics, log: RequestObserver): Server {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestId, observing(log), metricsRouter(metrics));
  app.use((_req: Request, res: Response) => {
    res.status(404).json({ error: 'not_found', error_description: 'Resource not found' });
  });
  return createServer(app);
}
