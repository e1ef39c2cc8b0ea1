import express from 'express';
import type { Express, RequestHandler, Router } from 'express';
import { isSecure } from './flow/flow-options.js';
import type { FlowOptions } from './flow/flow-options.js';
import { protocolRoutes } from './flow/protocol-routes.js';
import { transactionRoutes } from './flow/transaction-routes.js';
import { errorMiddleware, notFound } from './http/error-middleware.js';
import type { FaultReporter } from './http/error-middleware.js';
import { requestId } from './http/request-id.js';
import { securityHeaders } from './http/security-headers.js';
import type { ManagementOptions } from './management/management-options.js';
import { managementRouter } from './management/management-router.js';
import { schemaRoutes } from './schemas/schema-routes.js';

/** What the whole application needs. */
export interface AppOptions {
  readonly flow: FlowOptions;
  readonly management: ManagementOptions;
  /** Addresses or networks of proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
  readonly reportFault: FaultReporter;
  /** Further middleware that sees every request, e.g. a log. */
  readonly before?: readonly RequestHandler[];
  /** Further routes, e.g. health and pages; they come first. */
  readonly routers?: readonly Router[];
}

/** The Express application: authorization flow and management API. */
export function createApp({
  flow,
  management,
  trustedProxies,
  reportFault,
  before = [],
  routers = [],
}: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('trust proxy', trustedProxies);
  app.use(requestId, securityHeaders(isSecure(flow)), ...before, ...routers);
  app.use(schemaRoutes());
  app.use(managementRouter({ reportFault, ...management }));
  // The routes without a tenant come first: "v1" is no tenant.
  app.use(transactionRoutes(flow));
  app.use('/:tenantId', transactionRoutes(flow));
  app.use(protocolRoutes(flow.protocol));
  app.use(notFound);
  app.use(errorMiddleware(reportFault));
  return app;
}
