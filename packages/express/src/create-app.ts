import express from 'express';
import type { Express, RequestHandler, Router } from 'express';
import { ownPasswordRoutes } from './account/password-routes.js';
import { isSecure } from './flow/flow-options.js';
import type { FlowOptions } from './flow/flow-options.js';
import { addOneTimeCodeShortcut } from './flow/one-time-code-shortcut.js';
import { protocolRoutes } from './flow/protocol-routes.js';
import { INTERACTION_BODY_BYTES, transactionRoutes } from './flow/transaction-routes.js';
import { createRouter } from './http/create-router.js';
import { errorMiddleware, notFound } from './http/error-middleware.js';
import type { FaultReporter } from './http/error-middleware.js';
import { requestId } from './http/request-id.js';
import { observing } from './http/request-observer.js';
import type { RequestObserver } from './http/request-observer.js';
import { limitTokenRequests } from './http/request-limits.js';
import type { RequestLimits } from './http/request-limits.js';
import type { RouteTemplates } from './http/route-templates.js';
import { securityHeaders } from './http/security-headers.js';
import type { ManagementOptions } from './management/management-options.js';
import { managementRouter } from './management/management-router.js';
import { declaredOperations, mount } from './openapi/declare.js';
import { documentRoutes } from './openapi/document-routes.js';
import { schemaRoutes } from './schemas/schema-routes.js';

/** What the whole application needs. */
export interface AppOptions {
  readonly flow: FlowOptions;
  readonly management: ManagementOptions;
  /** Addresses or networks of proxies whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
  readonly reportFault: FaultReporter;
  /** How many requests one caller may make; as many as it likes when absent. */
  readonly limits?: RequestLimits | undefined;
  /** Learns every route, for who counts by route. */
  readonly templates?: RouteTemplates;
  /** Shown every request, e.g. for a log. */
  readonly observe?: RequestObserver;
  /** Further middleware that every request passes. With any, the calls for codes, too, take the long way through the routers. */
  readonly before?: readonly RequestHandler[];
  /** Further routes, e.g. health and pages; they come first, except before the calls for codes: what must stand there goes to `before`. */
  readonly routers?: readonly Router[];
  /** Whether `/openapi.json` is served; it is by default. */
  readonly hasApiDocument?: boolean;
}

/** The Express application: authorization flow and management API. */
export function createApp({
  flow,
  management,
  trustedProxies,
  reportFault,
  limits,
  templates,
  observe = () => undefined,
  before = [],
  routers = [],
  hasApiDocument = true,
}: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.set('trust proxy', trustedProxies);
  app.use(requestId, securityHeaders(isSecure(flow)), observing(observe), ...before);
  const root = createRouter();
  const description = documentRoutes();
  for (const router of routers) mount(root, '/', router);
  if (hasApiDocument) mount(root, '/', description.router);
  mount(root, '/', schemaRoutes());
  mount(root, '/', managementRouter({ reportFault, publicUrl: flow.publicUrl, ...management, limits }));
  // The routes without a tenant come first: "v1" is no tenant.
  mount(
    root,
    { path: '/', suffix: 'WithoutTenant', note: 'the tenant is that of the transaction' },
    transactionRoutes(flow),
  );
  mount(root, '/:tenantId', transactionRoutes(flow));
  mount(root, '/:tenantId', ownPasswordRoutes(flow));
  if (limits) root.use('/:tenantId/v1/tokens', limitTokenRequests(limits));
  mount(root, '/', protocolRoutes(flow.protocol));
  description.publish(root, flow.publicUrl);
  templates?.learn(declaredOperations(root).map(({ path }) => path));
  app.use(root, notFound);
  const fail = errorMiddleware(reportFault);
  app.use(fail);
  if (before.length === 0) addOneTimeCodeShortcut(app, { flow, limitBytes: INTERACTION_BODY_BYTES, observe, fail });
  return app;
}
