import { MASKED_SECRET } from '../../../configuration/document/masked-secret.js';
import type { ViolationList } from '../../../errors/violation-list.js';
import type { JsonValue } from '../../../json/json.js';
import type { Client, GrantType, Tenant } from '../../../tenant/tenant.js';
import { isListed, isSupportedScope } from '../../../tenant/authorization-server-settings.js';
import type { TokenSettings } from '../../../tenant/authorization-server-settings.js';
import { FieldReader } from '../field-reader.js';
import { readTokenSettings } from '../read-token-settings.js';
import { readAddresses } from './read-addresses.js';

const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'none'] as const;
const GRANTS: readonly GrantType[] = ['authorization_code', 'refresh_token', 'client_credentials', 'password'];
const DEFAULT_SCOPE = 'openid profile email';
/** RFC 6749 §3.3. */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*$/;
const NAME = { isValid: (text: string): boolean => /^[\x21-\x7E]+$/.test(text), expected: 'visible ASCII characters' };
const WEB_ADDRESS = {
  max: 2048,
  isValid: (text: string) => /^https?:\/\/[^\s#]+$/i.test(text),
  expected: 'a web address',
};

export interface ClientToRead {
  readonly posted: JsonValue;
  readonly tenant: Tenant;
  /** What it replaces; absent for a new client. */
  readonly stored?: Client;
  /** For a new client that names none. */
  readonly generatedId: string;
}

/** Reads a posted client. Without a secret of its own it keeps the stored one; a confidential client may be left without, for the caller to generate. */
export function readClient({ posted, tenant, stored, generatedId }: ClientToRead, violations: ViolationList): Client {
  const fields = new FieldReader(posted, violations);
  const method = fields.oneOf('token_endpoint_auth_method', AUTH_METHODS) ?? 'client_secret_basic';
  const isPublic = method === 'none';
  const clientSecret = readSecret(fields, isPublic, stored);
  const clientId = readId(fields, stored) ?? generatedId;
  const extension = readExtension(fields);
  const client: Client = {
    tenantId: tenant.id,
    clientId,
    ...pick('clientIdAlias', readAlias(fields, clientId)),
    ...pick('clientName', fields.text('client_name')),
    ...pick('clientUri', fields.text('client_uri', WEB_ADDRESS)),
    ...pick('logoUri', fields.text('logo_uri', WEB_ADDRESS)),
    ...pick('tosUri', fields.text('tos_uri', WEB_ADDRESS)),
    ...pick('policyUri', fields.text('policy_uri', WEB_ADDRESS)),
    enabled: fields.flag('enabled') ?? stored?.enabled ?? true,
    ...pick('clientSecret', clientSecret),
    tokenEndpointAuthMethod: method,
    redirectUris: readAddresses(fields, 'redirect_uris'),
    postLogoutRedirectUris: readAddresses(fields, 'post_logout_redirect_uris'),
    grantTypes: readGrants(fields, isPublic),
    scopes: readScopes(fields, tenant),
    requirePkce: readPkce(fields, isPublic),
    roles: fields.texts('roles') ?? stored?.roles ?? [],
    ...(extension && { extension }),
    version: (stored?.version ?? 0) + 1,
  };
  warnOfTenant(fields, client, tenant);
  fields.warnRest();
  return client;
}

function readId(fields: FieldReader, stored: Client | undefined): string | undefined {
  const id = fields.text('client_id', NAME);
  if (!stored) return id;
  if (id !== undefined && id !== stored.clientId) fields.add('client_id', 'cannot be changed', stored.clientId, id);
  return stored.clientId;
}

function readAlias(fields: FieldReader, clientId: string): string | undefined {
  const alias = fields.text('client_id_alias', NAME);
  if (alias !== clientId) return alias;
  fields.warn('client_id_alias', 'ignored_field', 'It is the client_id');
  return undefined;
}

function readExtension(fields: FieldReader): TokenSettings | undefined {
  const block = fields.block('extension');
  const settings = block && readTokenSettings(block);
  block?.warnRest();
  return settings && Object.keys(settings).length > 0 ? settings : undefined;
}

/** What the client has and its tenant does not support is stored, and has no effect while that is so. */
function warnOfTenant(fields: FieldReader, client: Client, tenant: Tenant): void {
  const unsupported = (name: string, value: string): void =>
    fields.warn(name, 'unsupported_value', `The authorization server of this tenant does not support '${value}'`);
  for (const grant of fields.has('grant_types') ? client.grantTypes : [])
    if (!isListed(tenant, 'grant_types_supported', grant)) unsupported('grant_types', grant);
  for (const scope of fields.has('scope') ? client.scopes : [])
    if (!isSupportedScope(tenant, scope)) unsupported('scope', scope);
  const method = client.tokenEndpointAuthMethod;
  if (!isListed(tenant, 'token_endpoint_auth_methods_supported', method))
    unsupported('token_endpoint_auth_method', method);
}

/** RFC 6749 §2.3.1: what the token endpoint can be shown. */
function readSecret(fields: FieldReader, isPublic: boolean, stored: Client | undefined): string | undefined {
  const secret = fields.text('client_secret', {
    isValid: (text) => /^[\x20-\x7E]+$/.test(text),
    expected: 'printable ASCII characters',
    secret: true,
  });
  if (isPublic) {
    if (secret !== undefined && secret !== MASKED_SECRET)
      fields.add('client_secret', 'a public client has no secret', 'another token_endpoint_auth_method');
    return undefined;
  }
  return secret === undefined || secret === MASKED_SECRET ? stored?.clientSecret : secret;
}

function readGrants(fields: FieldReader, isPublic: boolean): readonly GrantType[] {
  const grants = fields.texts('grant_types', {
    isValid: (text) => (GRANTS as readonly string[]).includes(text),
    expected: `one of ${GRANTS.join(', ')}`,
  }) as readonly GrantType[] | undefined;
  if (isPublic && grants?.includes('client_credentials'))
    fields.add('grant_types', 'a public client cannot have client_credentials', 'a client that authenticates');
  return grants ?? ['authorization_code'];
}

function readScopes(fields: FieldReader, { type }: Tenant): readonly string[] {
  const scope =
    fields.text('scope', {
      max: 4096,
      isValid: (text) => SCOPE.test(text),
      expected: 'scopes separated by single spaces',
    }) ?? DEFAULT_SCOPE;
  const scopes = [...new Set(scope.split(' '))];
  if (type === 'PUBLIC' && scopes.includes('management'))
    fields.add('scope', 'not available in this tenant', 'management in admin and organizer tenants only');
  return scopes;
}

function readPkce(fields: FieldReader, isPublic: boolean): boolean {
  const requirePkce = fields.flag('require_pkce');
  if (isPublic && requirePkce === false)
    fields.warn('require_pkce', 'ignored_field', 'Public clients always need PKCE');
  return isPublic || (requirePkce ?? false);
}

function pick<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
}
