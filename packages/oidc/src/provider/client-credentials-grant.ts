import type { TokenEndpointGrantContext } from 'oidc-provider';
import { allowedScopes, valuesOf } from './client-metadata.js';
import { ProtocolError, type Provider } from './library.js';
import { findClient, type TenantContext } from './tenant-context.js';

/**
 * Scopes for a grant without the authorization endpoint: exactly those asked for, or all of the client's.
 * @throws ProtocolError `invalid_scope` for a scope that the client may not have
 */
export async function requestedScopes(
  context: TenantContext,
  ctx: TokenEndpointGrantContext,
): Promise<readonly string[]> {
  const client = await findClient(context, ctx.oidc.client.clientId);
  const requested = valuesOf(ctx.oidc.params.scope);
  const scopes = client === undefined ? [] : allowedScopes(client, context.tenant, requested);
  if (client === undefined || (requested ?? []).some((scope) => !scopes.includes(scope))) {
    throw new ProtocolError('invalid_scope', 'The requested scope is not allowed');
  }
  return scopes;
}

/** Replaces the library's own `client_credentials`, which checks only the scopes that it knows and grants any other. */
export function registerClientCredentials(provider: Provider, context: TenantContext): void {
  provider.registerGrantType(
    'client_credentials',
    async (ctx) => {
      const scopes = await requestedScopes(context, ctx);
      // There is no user to be told about.
      const scope = scopes.filter((name) => name !== 'openid').join(' ');
      const token = new provider.ClientCredentials({ client: ctx.oidc.client, ...(scope !== '' && { scope }) });
      ctx.oidc.entity('ClientCredentials', token);
      const value = await token.save();
      ctx.body = {
        access_token: value,
        token_type: token.tokenType,
        expires_in: token.expiration,
        ...(scope !== '' && { scope }),
      };
    },
    ['scope'],
  );
}
