import { randomUUID } from 'node:crypto';
import { TENANT_DEFAULTS } from '@tessera/core';
import type { Tenant, User } from '@tessera/core';
import { NodeDigests } from '@tessera/crypto';
import { createLogger, generatedKeys, readSettings, runServer } from '@tessera/server';
import { Database, createSqlStores } from '@tessera/sql';
import type { SqlStores } from '@tessera/sql';
import { sql } from 'kysely';
import { phoneOf } from '../generator/scripts/echo.js';
import type { Place } from '../generator/scripts/tessera.js';
import { ADMIN } from './tessera-settings.js';

type Server = Awaited<ReturnType<typeof runServer>>['server'];

/** Each user goes to a random page of every index: a commit writes a page once if all of them find room. */
const FILLING_CACHE_KIBIBYTES = 2 ** 20;
const USERS_A_COMMIT = 250_000;

/** The stores of a server that is not running. */
export type Stores = Server['adapters']['storage']['stores'] & {
  /** Runs `work` in one transaction, with stores that must open none of their own: one synced commit instead of thousands. */
  inBulk(work: (users: Pick<SqlStores['users'], 'insert'>) => Promise<void>): Promise<void>;
};

/** Opens the storage of a server that is not running, lets `work` fill it, and closes it. */
export async function withStores<T>(
  env: Readonly<Record<string, string>>,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const { TESSERA_PLUGINS: _plugins, TESSERA_REDIS_URL: _redis, ...rest } = env;
  const settings = readSettings({ ...rest, PORT: '0' }, generatedKeys);
  const running = await runServer(settings, createLogger('silent'));
  const { storage, secretBox, digests, clock, notices } = running.server.adapters;
  const index = new NodeDigests([settings.keys.index]);
  const common = { secretBox, digests, clock, notices, blindIndex: (text: string) => index.keyedHash(text) };
  const inBulk: Stores['inBulk'] = async (fill) => {
    await sql.raw(`pragma cache_size = -${FILLING_CACHE_KIBIBYTES}`).execute(storage.database.kysely);
    await storage.database.transact((kysely) =>
      fill(createSqlStores(new Database({ dialect: 'sqlite', kysely }), common).users),
    );
  };
  try {
    return await work({ ...storage.stores, inBulk });
  } finally {
    await running.stop();
  }
}

/** A tenant with one client. */
export async function addTenant(
  stores: Stores,
  {
    events,
    name = 'Example',
    idTokenSigningAlg = TENANT_DEFAULTS.idTokenSigningAlg,
  }: { readonly events: boolean } & Partial<Pick<Tenant, 'name' | 'idTokenSigningAlg'>>,
): Promise<Place> {
  const place = {
    tenantId: randomUUID(),
    clientId: 'web-app',
    clientSecret: 'secret-of-the-web-app-51c9e0a7',
    redirectUri: 'https://app.example.com/callback',
  };
  await stores.directory.insertTenant({
    ...TENANT_DEFAULTS,
    id: place.tenantId,
    organizationId: ADMIN.organizationId,
    name,
    type: 'PUBLIC',
    defaultPhoneRegion: 'JP',
    idTokenSigningAlg,
    eventPersistenceEnabled: events,
  });
  await stores.directory.insertClient({
    tenantId: place.tenantId,
    clientId: place.clientId,
    clientName: 'Example App',
    enabled: true,
    clientSecret: place.clientSecret,
    tokenEndpointAuthMethod: 'client_secret_basic',
    redirectUris: [place.redirectUri],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'profile', 'email', 'phone'],
    requirePkce: false,
    roles: [],
    version: 1,
  });
  return place;
}

/** Users `first` to `first + count - 1`, each with a verified number. */
export async function addUsers(stores: Stores, tenantId: string, count: number, first = 0): Promise<void> {
  const user = (index: number): User => ({
    tenantId,
    sub: randomUUID(),
    providerId: 'tessera',
    status: 'REGISTERED',
    preferredUsername: `user-${index}@example.com`,
    email: `user-${index}@example.com`,
    emailVerified: true,
    phoneNumber: phoneOf(index),
    phoneNumberVerified: true,
    claims: {},
    customProperties: {},
    roles: [],
    createdAt: Date.now(),
    updatedAt: Date.now(),
  });
  for (let from = first; from < first + count; from += USERS_A_COMMIT) {
    await stores.inBulk(async (users) => {
      const end = Math.min(first + count, from + USERS_A_COMMIT);
      for (let index = from; index < end; index += 1) await users.insert(user(index));
    });
  }
}
