import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TENANT_DEFAULTS } from '@tessera/core';
import { createLogger, generatedKeys, readSettings, runServer } from '@tessera/server';
import type { StartedRedis } from '@tessera/testkit';
import { startNode } from './child.js';
import type { Child } from './child.js';
import { freePort } from './free-port.js';
import { productionSettings } from './production-settings.js';
import type { ProductionSettings } from './production-settings.js';
import { ensureBuilt } from './start-server.js';
import { startThrowAwayRedis } from './throw-away-redis.js';

/** The tenant and client that the server starts with. */
export const EXAMPLE = {
  tenantId: '1e68932e-ed4a-43e7-b412-460665e42df3',
  clientId: 'web-app',
  clientSecret: 'secret-of-the-web-app-51c9e0a7',
  redirectUri: 'https://app.example.com/callback',
} as const;

/** A bundled server under the production profile that says all it can, in a process of its own. */
export interface ProductionServer {
  readonly url: string;
  readonly settings: ProductionSettings;
  readonly dataDir: string;
  readonly redis: StartedRedis;
  readonly child: Child;
  stop(): Promise<void>;
}

export async function startProductionServer(): Promise<ProductionServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tessera-production-'));
  const redis = await startThrowAwayRedis();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = productionSettings(url);
  const env = {
    ...settings,
    TESSERA_DATA_DIR: dataDir,
    TESSERA_REDIS_URL: redis.url,
    TESSERA_LOG_LEVEL: 'trace',
    TESSERA_OUTBOUND_ALLOW_HTTP: 'on',
    TESSERA_OUTBOUND_ALLOW_CIDRS: '127.0.0.0/8',
    // The test does not wait for the next message.
    TESSERA_SEND_LIMITS_RESEND_COOLDOWN_SECONDS: '0',
    TESSERA_SEND_LIMITS_REPEAT_WINDOW_SECONDS: '0',
    TESSERA_SEND_LIMITS_PER_TRANSACTION: '0',
    PORT: String(port),
    HOST: '127.0.0.1',
  };
  await prepare(env);
  const child = startNode([ensureBuilt()], env);
  await child.wrote('"listening"');
  const stop = async (): Promise<void> => {
    child.process.kill('SIGTERM');
    await child.exited;
    await redis.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url, settings, dataDir, redis, child, stop };
}

/** Makes the tenant and its client, as an operator would before. */
async function prepare(env: Readonly<Record<string, string>>): Promise<void> {
  const settings = readSettings({ ...env, PORT: '0' }, generatedKeys);
  const running = await runServer(settings, createLogger('silent'));
  const { directory } = running.server.adapters.storage.stores;
  await directory.insertTenant({
    ...TENANT_DEFAULTS,
    id: EXAMPLE.tenantId,
    organizationId: env['TESSERA_BOOTSTRAP_ORGANIZATION_ID'] ?? '',
    name: 'Example',
    type: 'PUBLIC',
    defaultPhoneRegion: 'JP',
  });
  await directory.insertClient({
    tenantId: EXAMPLE.tenantId,
    clientId: EXAMPLE.clientId,
    clientName: 'Example App',
    enabled: true,
    clientSecret: EXAMPLE.clientSecret,
    tokenEndpointAuthMethod: 'client_secret_basic',
    redirectUris: [EXAMPLE.redirectUri],
    postLogoutRedirectUris: ['https://app.example.com/'],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'profile', 'email', 'phone'],
    requirePkce: false,
    roles: [],
    version: 1,
  });
  await running.stop();
}
