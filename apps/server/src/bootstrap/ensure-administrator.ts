import { SettingsError } from '../settings/environment.js';
import { TENANT_DEFAULTS, passwordProblems } from '@tessera/core';
import type { Client, DirectoryStore, Tenant, Tessera, User } from '@tessera/core';
import type { BootstrapSettings, ServerSettings } from '../settings/server-settings.js';

/** The role that may do everything. */
const ADMINISTRATOR = 'administrator';
const DAY_SECONDS = 86_400;

/**
 * Makes the admin tenant, its client and the first administrator when they are not there (specification 5.3). Safe on several nodes at once,
 * and again after a start that was cut short: each part is made only if it is missing.
 */
export async function ensureAdministrator(
  tessera: Tessera,
  directory: DirectoryStore,
  settings: ServerSettings,
): Promise<void> {
  const { bootstrap } = settings;
  if (!bootstrap) return;
  const { adminTenantId, organizationId } = bootstrap;
  await directory.insertOrganization({ id: organizationId, name: 'Administration' });
  await directory.insertTenant(adminTenant(bootstrap, settings.profile === 'development'));
  await directory.insertRole({ tenantId: adminTenantId, id: ADMINISTRATOR, name: ADMINISTRATOR, permissions: ['*'] });
  await directory.insertClient(adminClient(bootstrap));
  await ensureUser(tessera, bootstrap);
}

function adminTenant({ adminTenantId, organizationId }: BootstrapSettings, development: boolean): Tenant {
  return {
    ...TENANT_DEFAULTS,
    id: adminTenantId,
    organizationId,
    name: 'Administration',
    type: 'ADMIN',
    registrationEnabled: false,
    // Nobody should have to fetch a new token in the middle of the guide.
    token: { ...TENANT_DEFAULTS.token, ...(development ? { accessTokenExpiresInSeconds: DAY_SECONDS } : {}) },
  };
}

function adminClient({ adminTenantId, clientId, clientSecret }: BootstrapSettings): Client {
  return {
    tenantId: adminTenantId,
    clientId,
    clientName: 'Administration',
    enabled: true,
    clientSecret,
    tokenEndpointAuthMethod: 'client_secret_post',
    redirectUris: [],
    postLogoutRedirectUris: [],
    grantTypes: ['password', 'refresh_token', 'client_credentials'],
    scopes: ['management', 'openid', 'profile', 'email'],
    requirePkce: false,
    roles: [ADMINISTRATOR],
    version: 1,
  };
}

async function ensureUser(
  { dependencies }: Tessera,
  { adminTenantId, username, password }: BootstrapSettings,
): Promise<void> {
  const { users, passwords, randomness, clock } = dependencies;
  if (await users.findByUsername(adminTenantId, username)) return;
  const problems = passwordProblems(password, TENANT_DEFAULTS.passwordPolicy);
  if (problems.length > 0) throw new SettingsError(problems.map((problem) => `TESSERA_BOOTSTRAP_PASSWORD: ${problem}`));
  const now = clock.now();
  const user: User = {
    tenantId: adminTenantId,
    sub: randomness.uuid(),
    providerId: 'tessera',
    status: 'REGISTERED',
    preferredUsername: username,
    ...(username.includes('@') ? { email: username } : {}),
    emailVerified: username.includes('@'),
    phoneNumberVerified: false,
    claims: { name: 'Administrator' },
    customProperties: {},
    roles: [ADMINISTRATOR],
    passwordHash: await passwords.hash(password),
    createdAt: now,
    updatedAt: now,
  };
  // Another node may have been faster; then its user is the one.
  await users.insert(user);
}
