import type { JsonObject } from '../json/json.js';

/** Addresses that a tenant may publish instead of those below the server's public URL; names as in discovery. */
export const ENDPOINT_NAMES = [
  'authorization_endpoint',
  'token_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'introspection_endpoint',
  'revocation_endpoint',
  'end_session_endpoint',
] as const;

export type EndpointName = (typeof ENDPOINT_NAMES)[number];

/** Lists that a tenant may narrow; names as in discovery. */
export type ServerListName =
  | 'scopes_supported'
  | 'claims_supported'
  | 'grant_types_supported'
  | 'token_endpoint_auth_methods_supported'
  | 'response_types_supported'
  | 'response_modes_supported'
  | 'subject_types_supported'
  | 'code_challenge_methods_supported'
  | 'id_token_signing_alg_values_supported'
  | 'acr_values_supported';

/** `jwt`: signed, for resource servers that check tokens themselves (RFC 9068). `opaque`: for those that ask. */
export type AccessTokenType = 'jwt' | 'opaque';

/** What a client may have of its own; absent members have the tenant's value. All durations in seconds. */
export interface TokenSettings {
  readonly accessTokenType?: AccessTokenType;
  readonly accessTokenDuration?: number;
  readonly idTokenDuration?: number;
  readonly refreshTokenDuration?: number;
  /** `false`: a refresh token can be used again and again until it expires. */
  readonly rotateRefreshToken?: boolean;
  readonly authorizationCodeValidDuration?: number;
  /** `max_age` of requests that have none. */
  readonly defaultMaxAge?: number;
}

/** The tenant's own; its durations repeat `Tenant.token`, so that the block is shown as it was given. */
export interface ServerExtension extends TokenSettings {
  /** `kid` of the key that signs access tokens; one that is not there falls back to a usable one. */
  readonly tokenSignedKeyId?: string;
  /** `kid` of the key that signs id_tokens; likewise. */
  readonly idTokenSignedKeyId?: string;
}

/** How a tenant's authorization server differs from the server's own; absent members have the server's value. */
export interface AuthorizationServerSettings {
  /** Absent: `{public-url}/{tenant-id}`. */
  readonly issuer?: string;
  readonly endpoints: Readonly<Partial<Record<EndpointName, string>>>;
  /** Keys that were brought, public members only, in the order given; the private parts are in the `SigningKeyStore`. */
  readonly publicKeys?: readonly JsonObject[];
  /** Only values that this server can do. */
  readonly lists: Readonly<Partial<Record<ServerListName, readonly string[]>>>;
  readonly extension: ServerExtension;
}

/** Scopes that a list of others does not take away: without `openid` it is no OpenID provider, without `management` operators lock themselves out. */
const RESERVED_SCOPES: ReadonlySet<string> = new Set(['openid', 'management']);

/** Whether the tenant supports a value of one of its lists; everything where it has no such list. */
export function isListed(
  { authorizationServer }: { readonly authorizationServer?: AuthorizationServerSettings },
  name: ServerListName,
  value: string,
): boolean {
  const list = authorizationServer?.lists[name];
  return list === undefined || list.includes(value);
}

/** Whether tokens of the tenant may have this scope. */
export function isSupportedScope(
  tenant: { readonly authorizationServer?: AuthorizationServerSettings },
  scope: string,
): boolean {
  return RESERVED_SCOPES.has(scope) || isListed(tenant, 'scopes_supported', scope);
}
