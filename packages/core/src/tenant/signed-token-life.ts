import type { Client, Tenant } from './tenant.js';

/** How long, in seconds, a token that the tenant signs now can live at most: so long its key has to stay published. */
export function longestSignedLife(tenant: Tenant, clients: readonly Client[]): number {
  const { idTokenExpiresInSeconds, accessTokenExpiresInSeconds } = tenant.token;
  const own = clients.flatMap(({ extension }) => [
    extension?.idTokenDuration ?? 0,
    extension?.accessTokenDuration ?? 0,
  ]);
  return Math.max(idTokenExpiresInSeconds, accessTokenExpiresInSeconds, ...own);
}
