import { TENANT_DEFAULTS } from '@tessera/core';
import type { Client, DirectoryStore } from '@tessera/core';
import type { BootstrapSettings } from '../settings/server-settings.js';

/** The tenant and client of the guide, the same on every machine. */
export const GUIDE = {
  tenantId: '1e68932e-ed4a-43e7-b412-460665e42df3',
  clientId: 'web-app',
  clientSecret: 'web-app-secret-for-development',
  redirectUri: 'https://app.example.com/callback',
} as const;

/** Makes the tenant and the application client of the guide when they are not there. */
export async function ensureGuideTenant(
  directory: DirectoryStore,
  { organizationId }: BootstrapSettings,
): Promise<void> {
  await directory.insertTenant({
    ...TENANT_DEFAULTS,
    id: GUIDE.tenantId,
    organizationId,
    name: 'Example',
    type: 'PUBLIC',
  });
  const client: Client = {
    tenantId: GUIDE.tenantId,
    clientId: GUIDE.clientId,
    clientName: 'Example App',
    enabled: true,
    clientSecret: GUIDE.clientSecret,
    tokenEndpointAuthMethod: 'client_secret_basic',
    redirectUris: [GUIDE.redirectUri],
    postLogoutRedirectUris: ['https://app.example.com/'],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'profile', 'email', 'phone', 'address'],
    requirePkce: false,
    roles: [],
    version: 1,
  };
  await directory.insertClient(client);
}
