import { randomUUID } from 'node:crypto';
import { TENANT_DEFAULTS } from '@tessera/core';
import { createLogger, generatedKeys, readSettings, runServer } from '@tessera/server';
import { phoneOf } from '../generator/scripts/echo.js';
import type { Place } from '../generator/scripts/tessera.js';
import { ADMIN } from './tessera-settings.js';

export type Stores = Awaited<ReturnType<typeof runServer>>['server']['adapters']['storage']['stores'];

/** Opens the storage of a server that is not running, lets `work` fill it, and closes it. */
export async function withStores<T>(
  env: Readonly<Record<string, string>>,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const { TESSERA_PLUGINS: _plugins, TESSERA_REDIS_URL: _redis, ...rest } = env;
  const running = await runServer(readSettings({ ...rest, PORT: '0' }, generatedKeys), createLogger('silent'));
  try {
    return await work(running.server.adapters.storage.stores);
  } finally {
    await running.stop();
  }
}

/** A tenant with one client. */
export async function addTenant(
  stores: Stores,
  { events, name = 'Example' }: { readonly events: boolean; readonly name?: string },
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
  const one = (index: number): Promise<boolean> =>
    stores.users.insert({
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
  const width = 200;
  for (let index = first; index < first + count; index += width)
    await Promise.all(Array.from({ length: Math.min(width, first + count - index) }, (_, step) => one(index + step)));
}
