import type { KoaContextWithOIDC } from 'oidc-provider';
import { isActiveStatus } from '@tessera/core';
import { exchangeOf } from './exchange.js';
import { findClient, type TenantContext } from './tenant-context.js';

/** How the user signed in, kept with the access token for introspection. */
export function tokenFacts(
  ctx: KoaContextWithOIDC,
  token: { readonly kind: string },
): Record<string, unknown> | undefined {
  if (token.kind !== 'AccessToken') return undefined;
  const { RefreshToken, AuthorizationCode } = ctx.oidc.entities;
  const { login } = exchangeOf(ctx.req);
  const source =
    login === undefined
      ? (RefreshToken ?? AuthorizationCode)
      : { ...login, authTime: Math.floor(login.authenticatedAt / 1000) };
  return { acr: source?.acr, amr: source?.amr, auth_time: source?.authTime };
}

/** Whether a token is shown to a client: living, of an enabled client and an active user, and never to a public client. */
export async function mayIntrospect(
  context: TenantContext,
  authentication: string | undefined,
  token: { readonly clientId?: string | undefined; readonly accountId?: string | undefined },
): Promise<boolean> {
  if (authentication === 'none' || token.clientId === undefined) return false;
  const { options, tenant } = context;
  const client = await findClient(context, token.clientId);
  if (client === undefined || token.accountId === undefined) return client !== undefined;
  const user = await options.users.findById(tenant.id, token.accountId);
  return user !== undefined && isActiveStatus(user.status);
}
