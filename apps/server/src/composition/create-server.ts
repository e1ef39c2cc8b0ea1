import type { Server } from 'node:http';
import { TESSERA, tesseraModule } from '@tessera/inversify';
import { TesseraError } from '@tessera/core';
import type { Tessera } from '@tessera/core';
import { createApp, createHttpServer } from '@tessera/express';
import { EventRetention, TenantRemoval } from '@tessera/sql';
import { Container } from 'inversify';
import type { Logger } from 'pino';
import { eventLog } from '../http/event-log.js';
import { accessLog, withoutTransactionId } from '../http/access-log.js';
import { docsRouter } from '../docs/docs-router.js';
import { healthRouter } from '../http/health-router.js';
import { measureRequests } from '../observability/http-metrics.js';
import { metricsRouter, metricsServer } from '../observability/metrics-router.js';
import { ensureAdministrator } from '../bootstrap/ensure-administrator.js';
import { pagesRouter } from '../pages/pages-router.js';
import type { ServerSettings } from '../settings/server-settings.js';
import { createAuthorizationServer } from './authorization-server.js';
import { createAdapters, engineModule, observabilityModule } from './engine.module.js';
import type { Adapters } from './engine.module.js';
import { startMaintenance } from './maintenance.js';
import { createObservability } from './observability.js';
import { loadPlugins } from './plugins.js';
import { requestLimits } from './request-limits.js';

/** A server that is composed, but does not listen yet. */
export interface TesseraServer {
  readonly http: Server;
  /** Serves the metrics alone; absent when they have no port of their own. */
  readonly metrics: Server | undefined;
  readonly tessera: Tessera;
  readonly adapters: Adapters;
  /** Closes storage; call it when `http` is closed. */
  close(): Promise<void>;
}

/** A store that did not answer. */
function isUnavailable(error: unknown): boolean {
  return error instanceof TesseraError && error.code === 'ERR_STORE_UNAVAILABLE';
}

/** The composition root: everything that runs in the bundled server is put together here. */
export async function createServer(settings: ServerSettings, log: Logger, requests: Logger): Promise<TesseraServer> {
  const plugins = await loadPlugins(settings.plugins);
  const observability = await createObservability(settings);
  const { metrics, routeOf } = observability;
  const sharedStateFailed = (error: unknown): void => {
    metrics?.storeFailed('background');
    log.warn({ err: error }, 'shared state');
  };
  const adapters = await createAdapters(settings, sharedStateFailed, eventLog(log));
  const container = new Container();
  container.load(engineModule(settings, adapters, plugins), observabilityModule(observability), tesseraModule());
  const tessera = container.get(TESSERA);
  adapters.onGap(() => {
    tessera.documents.forgetLiving();
    adapters.tenants.forget();
    adapters.recentUsers.forget();
  });
  if (settings.bootstrap) await ensureAdministrator(tessera, adapters.storage.stores.directory, settings);
  const protocol = createAuthorizationServer({
    settings,
    adapters,
    tessera,
    metrics,
    reportFault: ({ tenantId, cause }) => log.error({ tenant_id: tenantId, err: cause }, 'authorization fault'),
  });
  // Another node, or a command, has rotated the signing keys of a tenant, changed or removed it.
  adapters.notices.subscribe(({ what, tenantId }) => {
    if (what === 'keys' || what === 'tenant') protocol.forget(tenantId);
  });
  const { directory, events, auditLog } = adapters.storage.stores;
  const app = createApp({
    flow: {
      tessera,
      protocol,
      publicUrl: settings.publicUrl,
      development: settings.profile === 'development',
      forwardableHeaders: settings.forwardableHeaders,
    },
    management: {
      tessera,
      protocol,
      directory,
      events,
      auditLog,
      adminTenantId: settings.bootstrap?.adminTenantId ?? '',
    },
    trustedProxies: settings.trustedProxies,
    templates: observability.templates,
    limits: requestLimits(settings.requestLimits, {
      hash: (caller) => adapters.digests.keyedHash(caller),
      redis: adapters.shared.redis,
      onError: sharedStateFailed,
      onRefused: (limit) => metrics?.rateLimited(limit),
    }),
    reportFault: ({ requestId, method, path, error }) => {
      if (isUnavailable(error) && !routeOf(path).includes('/v1/authorizations/')) metrics?.storeFailed('request');
      log.error({ request_id: requestId, method, path: withoutTransactionId(path), err: error }, 'request failed');
    },
    observe: accessLog(requests),
    routers: [
      healthRouter({ database: adapters.storage.database, shared_state: adapters.shared }),
      pagesRouter({ enabled: settings.hasBundledPage }),
      ...(metrics && settings.metrics.isOnMainPort ? [metricsRouter(metrics)] : []),
      docsRouter({ enabled: settings.hasApiDocument && settings.hasApiPage }),
    ],
    hasApiDocument: settings.hasApiDocument,
  });
  const { database, stores } = adapters.storage;
  const purgeables = [
    stores.protocol,
    new EventRetention(database, stores.events),
    new TenantRemoval(database, adapters.clock),
  ];
  const stopMaintenance = startMaintenance(purgeables, adapters.clock, (error) =>
    log.warn({ err: error }, 'maintenance'),
  );
  const http = createHttpServer(app, observability.traced(app));
  if (metrics) {
    measureRequests(http, metrics, routeOf);
    metrics.gauge(
      'password_hash_queue_depth',
      'Password hashes that wait for a thread.',
      () => adapters.passwords.waiting,
    );
  }
  return {
    http,
    metrics: metrics && settings.metrics.port !== undefined ? metricsServer(metrics, accessLog(requests)) : undefined,
    tessera,
    adapters,
    close: async () => {
      stopMaintenance();
      await observability.close();
      await adapters.close();
    },
  };
}
