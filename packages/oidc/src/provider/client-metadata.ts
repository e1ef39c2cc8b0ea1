import type { AdapterPayload } from 'oidc-provider';
import { isListed, isSupportedScope, type Client, type Tenant, type TokenSettings } from '@tessera/core';

/** Names of our own client properties inside the library. */
export const CLIENT_EXTRAS: readonly string[] = ['tessera_require_pkce', 'tessera_tokens'];

const WEB_SCHEME = /^https?:/i;

/**
 * A client in the terms of OpenID Connect registration. `scope` stays out: the library would refuse a scope where specification 4.2
 * reduces the request, so scopes are ours to check.
 */
export function toClientMetadata(client: Client, tenant: Tenant): AdapterPayload {
  const grants = client.grantTypes.filter((grant) => isListed(tenant, 'grant_types_supported', grant));
  const usesCodes = grants.includes('authorization_code');
  const isPublic = client.tokenEndpointAuthMethod === 'none';
  const isWeb = client.redirectUris.every((uri) => WEB_SCHEME.test(uri));
  return {
    client_id: client.clientId,
    ...(client.clientSecret !== undefined && !isPublic && { client_secret: client.clientSecret }),
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    application_type: isWeb ? 'web' : 'native',
    redirect_uris: [...client.redirectUris],
    response_types: usesCodes ? ['code'] : [],
    grant_types: grants.filter((grant) => !(isPublic && grant === 'client_credentials')),
    id_token_signed_response_alg: tenant.idTokenSigningAlg,
    tessera_require_pkce: client.requirePkce || isPublic,
    tessera_tokens: tokenSettings(client, tenant),
  };
}

/** What the client says about tokens, or else its tenant. */
export function tokenSettings(client: Client, tenant: Tenant): TokenSettings {
  return { ...tenant.authorizationServer?.extension, ...client.extension };
}

/** {@link tokenSettings} of a client as the library has it. */
export function tokenSettingsOf(client: object | undefined): TokenSettings {
  return (client as { readonly tessera_tokens?: TokenSettings } | undefined)?.tessera_tokens ?? {};
}

/** The scopes of `requested` that the client may have, in the order asked. Without a request: all that the client may have. */
export function allowedScopes(
  client: Client,
  tenant: Tenant,
  requested: readonly string[] | undefined,
): readonly string[] {
  const allowed = client.scopes.filter((scope) => isSupportedScope(tenant, scope));
  return requested === undefined ? allowed : [...new Set(requested)].filter((scope) => allowed.includes(scope));
}

/** The values of a space-separated parameter; undefined when it is absent or empty. */
export function valuesOf(parameter: unknown): readonly string[] | undefined {
  const values = typeof parameter === 'string' ? parameter.split(' ').filter((value) => value !== '') : [];
  return values.length > 0 ? values : undefined;
}
