import { MASKED_SECRET } from '../../../configuration/document/masked-secret.js';
import type { JsonObject } from '../../../json/json.js';
import type { Client } from '../../../tenant/tenant.js';
import { tokenSettingsDocument } from '../read-token-settings.js';

/** A client as operators see it (specification 5.5); the secret is masked. */
export function clientDocument(client: Client): JsonObject {
  return {
    client_id: client.clientId,
    ...named('client_id_alias', client.clientIdAlias),
    ...named('client_name', client.clientName),
    ...named('client_uri', client.clientUri),
    ...named('logo_uri', client.logoUri),
    ...named('tos_uri', client.tosUri),
    ...named('policy_uri', client.policyUri),
    enabled: client.enabled,
    ...(client.clientSecret === undefined ? {} : { client_secret: MASKED_SECRET }),
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    grant_types: client.grantTypes,
    scope: client.scopes.join(' '),
    require_pkce: client.requirePkce,
    roles: client.roles,
    ...(client.extension === undefined ? {} : { extension: tokenSettingsDocument(client.extension) }),
  };
}

function named(name: string, value: string | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}
