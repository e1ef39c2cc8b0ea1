import type { Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { TESSERA, tesseraModule } from '@tessera/inversify';
import type { Tessera } from '@tessera/core';
import { createApp } from '@tessera/express';
import { EventRetention } from '@tessera/sql';
import { Container } from 'inversify';
import type { Logger } from 'pino';
import { eventLog } from '../http/event-log.js';
import { accessLog, withoutTransactionId } from '../http/access-log.js';
import { healthRouter } from '../http/health-router.js';
import { ensureAdministrator } from '../bootstrap/ensure-administrator.js';
import { pagesRouter } from '../pages/pages-router.js';
import type { ServerSettings } from '../settings/server-settings.js';
import { createAuthorizationServer } from './authorization-server.js';
import { createAdapters, engineModule } from './engine.module.js';
import type { Adapters } from './engine.module.js';
import { startMaintenance } from './maintenance.js';
import { loadPlugins } from './plugins.js';

/** A server that is composed, but does not listen yet. */
export interface TesseraServer {
  readonly http: Server;
  readonly tessera: Tessera;
  readonly adapters: Adapters;
  /** Closes storage; call it when `http` is closed. */
  close(): Promise<void>;
}

/** The composition root: everything that runs in the bundled server is put together here. */
export async function createServer(settings: ServerSettings, log: Logger): Promise<TesseraServer> {
  const plugins = await loadPlugins(settings.plugins);
  const adapters = await createAdapters(settings, (error) => log.warn({ err: error }, 'shared state'), eventLog(log));
  const container = new Container();
  container.load(engineModule(settings, adapters, plugins), tesseraModule());
  const tessera = container.get(TESSERA);
  adapters.onGap(() => tessera.documents.forgetLiving());
  if (settings.bootstrap) await ensureAdministrator(tessera, adapters.storage.stores.directory, settings);
  const protocol = createAuthorizationServer({
    settings,
    adapters,
    tessera,
    reportFault: ({ tenantId, cause }) => log.error({ tenant_id: tenantId, err: cause }, 'authorization fault'),
  });
  // Another node, or a command, has rotated the signing keys of a tenant.
  adapters.notices.subscribe(({ what, tenantId }) => {
    if (what === 'keys') protocol.forget(tenantId);
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
    reportFault: ({ requestId, method, path, error }) =>
      log.error({ request_id: requestId, method, path: withoutTransactionId(path), err: error }, 'request failed'),
    before: [accessLog(log)],
    routers: [
      healthRouter({ database: adapters.storage.database, shared_state: adapters.shared }),
      pagesRouter({ enabled: settings.hasBundledPage }),
    ],
  });
  const { database, stores } = adapters.storage;
  const purgeables = [stores.protocol, new EventRetention(database, stores.events)];
  const stopMaintenance = startMaintenance(purgeables, adapters.clock, (error) =>
    log.warn({ err: error }, 'maintenance'),
  );
  const http = createHttpServer(app);
  return {
    http,
    tessera,
    adapters,
    close: async () => {
      stopMaintenance();
      await adapters.close();
    },
  };
}
