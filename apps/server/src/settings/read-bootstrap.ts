import type { Environment } from './environment.js';
import type { BootstrapSettings } from './server-settings.js';

/** Known to everybody who has read this file; a production server refuses every one of them. */
export const DEVELOPMENT_BOOTSTRAP: BootstrapSettings = {
  organizationId: '9d2f0a52-5f1c-4f0e-8a57-0c1b6f6f0a01',
  adminTenantId: '67e7eae6-62b0-4500-9eff-87459f63fc66',
  clientId: 'admin-client',
  clientSecret: 'admin-client-secret-for-development',
  username: 'admin@example.com',
  password: 'Admin-Password-For-Development-1',
};

const MIN_SECRET_LENGTH = 16;

/**
 * The first administrator (specification 5.3). In production all variables or none: without them an empty store stays empty.
 */
export function readBootstrap(environment: Environment, development: boolean): BootstrapSettings | undefined {
  const names = {
    organizationId: 'TESSERA_BOOTSTRAP_ORGANIZATION_ID',
    adminTenantId: 'TESSERA_BOOTSTRAP_ADMIN_TENANT_ID',
    clientId: 'TESSERA_BOOTSTRAP_CLIENT_ID',
    clientSecret: 'TESSERA_BOOTSTRAP_CLIENT_SECRET',
    username: 'TESSERA_BOOTSTRAP_USERNAME',
    password: 'TESSERA_BOOTSTRAP_PASSWORD',
  } as const;
  const given = Object.values(names).filter((name) => environment.text(name) !== undefined);
  if (!development && given.length === 0) {
    environment.problem(
      `${names.adminTenantId} and the other TESSERA_BOOTSTRAP_* variables are required: they name the first administrator`,
    );
    return undefined;
  }
  const read = (key: keyof BootstrapSettings): string =>
    development
      ? (environment.text(names[key]) ?? DEVELOPMENT_BOOTSTRAP[key])
      : environment.required(names[key], 'part of the first administrator');
  const bootstrap: BootstrapSettings = {
    organizationId: read('organizationId'),
    adminTenantId: read('adminTenantId'),
    clientId: read('clientId'),
    clientSecret: read('clientSecret'),
    username: read('username'),
    password: read('password'),
  };
  if (!development) refuseWeak(environment, bootstrap, names);
  return bootstrap;
}

function refuseWeak(
  environment: Environment,
  bootstrap: BootstrapSettings,
  names: Readonly<Record<'clientSecret' | 'password', string>>,
): void {
  for (const key of ['clientSecret', 'password'] as const) {
    if (bootstrap[key] === DEVELOPMENT_BOOTSTRAP[key])
      environment.problem(`${names[key]} is the published one of development; choose another`);
    if (bootstrap[key] !== '' && bootstrap[key].length < MIN_SECRET_LENGTH)
      environment.problem(`${names[key]} must be at least ${MIN_SECRET_LENGTH} characters long`);
  }
}
