import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootstrapSettings } from '../settings/server-settings.js';
import { GUIDE } from './guide-tenant.js';

export interface GuideEnvInput {
  /** Where the server listens. */
  readonly serverUrl: string;
  readonly bootstrap: BootstrapSettings;
  readonly dataDir: string;
}

/**
 * Fetches an admin token as an operator would, and writes the variables of the guide to `guide.env`.
 * @returns the block to paste into a shell
 */
export async function writeGuideEnv({ serverUrl, bootstrap, dataDir }: GuideEnvInput): Promise<string> {
  const variables = {
    IDP_SERVER_URL: serverUrl,
    ORGANIZATION_ID: bootstrap.organizationId,
    TENANT_ID: GUIDE.tenantId,
    CLIENT_ID: GUIDE.clientId,
    CLIENT_SECRET: GUIDE.clientSecret,
    REDIRECT_URI: GUIDE.redirectUri,
    ADMIN_TOKEN: await fetchAdminToken(serverUrl, bootstrap),
    ADMIN_TENANT_ID: bootstrap.adminTenantId,
    ADMIN_CLIENT_ID: bootstrap.clientId,
    ADMIN_CLIENT_SECRET: bootstrap.clientSecret,
    ADMIN_USER_EMAIL: bootstrap.username,
    ADMIN_USER_PASSWORD: bootstrap.password,
  };
  const block = Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'guide.env');
  writeFileSync(path, block, { mode: 0o600 });
  chmodSync(path, 0o600);
  return block;
}

/** Safe in any shell. */
function quoted(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

async function fetchAdminToken(serverUrl: string, bootstrap: BootstrapSettings): Promise<string> {
  const response = await fetch(`${serverUrl}/${bootstrap.adminTenantId}/v1/tokens`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: bootstrap.clientId,
      client_secret: bootstrap.clientSecret,
      username: bootstrap.username,
      password: bootstrap.password,
      scope: 'management',
    }),
  });
  const body = (await response.json()) as { readonly access_token?: string; readonly error_description?: string };
  if (body.access_token === undefined)
    throw new Error(`the admin token was refused: ${response.status} ${body.error_description ?? ''}`);
  return body.access_token;
}
