import type { Client } from '@tessera/core';
import { toClientMetadata } from './client-metadata.js';
import type { TenantProvider } from './tenant-provider.js';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What is wrong with a client: our own rules for its addresses, then everything that the library would refuse at a login. */
export async function clientViolation(
  { provider, context }: TenantProvider,
  client: Client,
): Promise<string | undefined> {
  for (const uri of [...client.redirectUris, ...client.postLogoutRedirectUris]) {
    const violation = addressViolation(uri, context.options.development);
    if (violation !== undefined) return violation;
  }
  try {
    await provider.Client.validate(
      toClientMetadata(client, context.tenant) as Parameters<typeof provider.Client.validate>[0],
    );
    return undefined;
  } catch (error) {
    const { error_description: description, message } = error as Error & { error_description?: string };
    return description ?? message;
  }
}

function addressViolation(uri: string, isDevelopment: boolean): string | undefined {
  if (!URL.canParse(uri)) return 'redirect URIs must be absolute';
  const { protocol, hostname, hash } = new URL(uri);
  if (hash !== '' || uri.includes('#')) return 'redirect URIs must not contain a fragment';
  if (hostname.includes('*')) return 'redirect URIs must not contain a wildcard';
  if (protocol === 'http:' && !isDevelopment && !LOOPBACK.has(hostname)) return 'redirect URIs must use https';
  return undefined;
}
