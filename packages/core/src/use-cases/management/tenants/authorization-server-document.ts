import type { JsonObject } from '../../../json/json.js';
import type { Tenant } from '../../../tenant/tenant.js';
import { compact, tokenSettingsDocument } from '../read-token-settings.js';

/** `authorization_server` as operators see it: of keys the public part. Empty for a tenant without the block. */
export function authorizationServerDocument({ authorizationServer: server }: Tenant): JsonObject {
  if (server === undefined) return {};
  const { issuer, endpoints, publicKeys, lists, extension } = server;
  const shown: JsonObject = {
    ...tokenSettingsDocument(extension),
    ...compact({
      token_signed_key_id: extension.tokenSignedKeyId,
      id_token_signed_key_id: extension.idTokenSignedKeyId,
    }),
  };
  return {
    authorization_server: {
      ...(issuer === undefined ? {} : { issuer }),
      ...endpoints,
      ...(publicKeys === undefined ? {} : { jwks: { keys: publicKeys } }),
      ...lists,
      ...(Object.keys(shown).length === 0 ? {} : { extension: shown }),
    },
  };
}
