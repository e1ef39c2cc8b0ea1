import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, generatedKeys, GUIDE, readSettings, runServer } from '@tessera/server';
import type { RunningServer } from '@tessera/server';
import type { Client, JsonObject } from '@tessera/core';
import { freePort } from '../support/free-port.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

/** The bundled server in this process, under the development profile, on data of its own. */
export interface OpenServer {
  readonly url: string;
  /** Of the guide's tenant. */
  readonly issuer: string;
  readonly tenantId: string;
  readonly server: RunningServer['server'];
  /** What the server has logged as an error. */
  readonly faults: readonly unknown[];
  close(): Promise<void>;
}

/** Opens a server; what it prints for people is left out. */
export async function openServer(env: Readonly<Record<string, string>> = {}): Promise<OpenServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tessera-http-'));
  const settings = readSettings(
    {
      TESSERA_PROFILE: 'development',
      TESSERA_DATA_DIR: dataDir,
      TESSERA_LOG_LEVEL: 'silent',
      TESSERA_SANDBOX_PORT: '0',
      PORT: String(await freePort()),
      ...env,
    },
    generatedKeys,
  );
  const faults: unknown[] = [];
  const log = Object.assign(createLogger('silent'), { error: (fault: unknown) => void faults.push(fault) });
  const running = await silently(() => runServer(settings, log));
  return {
    url: running.url,
    issuer: `${running.url}/${GUIDE.tenantId}`,
    tenantId: GUIDE.tenantId,
    server: running.server,
    faults,
    close: async () => {
      running.server.http.closeAllConnections();
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function silently<T>(run: () => Promise<T>): Promise<T> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    return await run();
  } finally {
    process.stdout.write = write;
  }
}

/** Adds a client to the guide's tenant. */
export async function addClient({ server }: OpenServer, client: Partial<Client> & { clientId: string }): Promise<void> {
  const { directory } = server.adapters.storage.stores;
  const template = await directory.findClient(GUIDE.tenantId, GUIDE.clientId);
  if (!template) throw new Error('the client of the guide is missing');
  await directory.insertClient({ ...template, ...client });
}

/** Stores the policies of the guide's tenant. */
export async function setPolicies({ server }: OpenServer, policies: readonly JsonObject[]): Promise<void> {
  const call = { tenantId: GUIDE.tenantId, operator: 'test', dryRun: false };
  await server.tessera.policies.create(call, { flow: 'oauth', policies });
}

/** Switches SMS on, with codes made by the server and sent nowhere. */
export async function enableSms({ server }: OpenServer, tenantId: string = GUIDE.tenantId): Promise<void> {
  const call = { tenantId, operator: 'test', dryRun: false };
  await server.tessera.configurations.create(call, {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': {
        execution: { function: 'sms_authentication_challenge', details: { sender_type: 'no_action' } },
      },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
  });
}

/** `{interaction} succeeded`, for a policy. */
export function succeeded(interaction: string): JsonObject {
  return { path: `$.${interaction}.success_count`, type: 'integer', operation: 'gte', value: 1 };
}

/** A token of the first administrator's client, or of another client of the admin tenant. */
export async function adminToken({ server, url }: OpenServer, clientId = 'admin-client'): Promise<string> {
  const { directory } = server.adapters.storage.stores;
  const own = await directory.findTenant(GUIDE.tenantId);
  const { list } = await directory.pageTenants({ organizationId: own?.organizationId ?? '', limit: 100, offset: 0 });
  const admin = list.find(({ type }) => type === 'ADMIN')?.id ?? '';
  const client = await directory.findClient(admin, clientId);
  const form = {
    grant_type: 'client_credentials',
    scope: 'management',
    client_id: clientId,
    client_secret: client?.clientSecret ?? '',
  };
  const answer = await checkedFetch(`${url}/${admin}/v1/tokens`, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { access_token: string }).access_token;
}
