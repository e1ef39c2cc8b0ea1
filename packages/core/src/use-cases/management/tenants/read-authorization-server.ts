import { ENDPOINT_NAMES } from '../../../tenant/authorization-server-settings.js';
import type {
  AuthorizationServerSettings,
  EndpointName,
  ServerExtension,
} from '../../../tenant/authorization-server-settings.js';
import { TENANT_DEFAULTS } from '../../../tenant/tenant.js';
import type { Tenant, TokenConfig } from '../../../tenant/tenant.js';
import type { FieldReader } from '../field-reader.js';
import { compact, readTokenSettings } from '../read-token-settings.js';
import { readJwks } from './read-jwks.js';
import type { BroughtKeys } from './read-jwks.js';
import { readServerLists } from './read-server-lists.js';

export interface ServerToRead {
  /** The block; absent: the tenant is like every other. */
  readonly block: FieldReader | undefined;
  /** What was posted as `token_config`; where both say something, it holds. */
  readonly ownToken: FieldReader | undefined;
  /** `token_config`, read. */
  readonly token: TokenConfig;
  /** `id_token_signing_alg`, if posted. */
  readonly postedAlg: Tenant['idTokenSigningAlg'] | undefined;
  readonly base: Tenant;
  /** Plain http is accepted from any host. */
  readonly development: boolean;
}

/** What the block makes of a tenant. */
export interface ReadServer {
  readonly authorizationServer?: AuthorizationServerSettings;
  readonly token: TokenConfig;
  readonly idTokenSigningAlg: Tenant['idTokenSigningAlg'];
}

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/i;

/** Reads `authorization_server` of a posted tenant. */
export function readAuthorizationServer(input: ServerToRead): ReadServer {
  const { block, token, postedAlg, base, development } = input;
  if (block === undefined) return { token, idTokenSigningAlg: postedAlg ?? TENANT_DEFAULTS.idTokenSigningAlg };
  const address = addressRules(development);
  const issuer = block.text('issuer', address);
  const endpoints = Object.fromEntries(
    ENDPOINT_NAMES.flatMap((name) => {
      const value = block.text(name, { ...address, isValid: (text) => address.isValid(text, true) });
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Partial<Record<EndpointName, string>>;
  const keys = readJwks(block, base.authorizationServer?.publicKeys ?? []);
  const extension = block.block('extension');
  const read = extension === undefined ? { token, extension: {} } : readExtension(extension, input);
  const idTokenSigningAlg = signingAlg(input, keys, read.extension);
  warnOfKeys(extension, keys, read.extension, idTokenSigningAlg);
  const lists = readServerLists(block, idTokenSigningAlg);
  extension?.warnRest();
  block.warnRest();
  const authorizationServer = {
    ...(issuer !== undefined && { issuer }),
    endpoints,
    ...(keys !== undefined && { publicKeys: keys.publicKeys }),
    lists,
    extension: read.extension,
  };
  return { authorizationServer, token: read.token, idTokenSigningAlg };
}

interface AddressRules {
  readonly max: number;
  readonly isValid: (text: string, mayHaveQuery?: boolean) => boolean;
  readonly expected: string;
}

/** RFC 8414 §2: an issuer has no query and no fragment; an endpoint may have a query. */
function addressRules(development: boolean): AddressRules {
  return {
    max: 2048,
    expected: 'an absolute https URL without query and fragment',
    isValid: (text, mayHaveQuery = false) =>
      /^https?:\/\/[^\s/?#@\\]+(\/[^\s?#]*)?(\?[^\s#]*)?$/i.test(text) &&
      (mayHaveQuery || !text.includes('?')) &&
      (/^https:/i.test(text) || development || LOOPBACK.test(text)),
  };
}

/** The durations of `token_config`, by their names in `extension`. */
const DURATIONS = [
  ['accessTokenDuration', 'accessTokenExpiresInSeconds', 'access_token_duration', 'access_token_expires_in'],
  ['idTokenDuration', 'idTokenExpiresInSeconds', 'id_token_duration', 'id_token_expires_in'],
  ['refreshTokenDuration', 'refreshTokenExpiresInSeconds', 'refresh_token_duration', 'refresh_token_expires_in'],
  ['authorizationCodeValidDuration', 'codeExpiresInSeconds', 'authorization_code_valid_duration', 'code_expires_in'],
] as const;

/** Durations become the tenant's; the extension repeats what holds. */
function readExtension(
  block: FieldReader,
  { ownToken, token: own }: ServerToRead,
): { readonly token: TokenConfig; readonly extension: ServerExtension } {
  const settings = readTokenSettings(block);
  const token: Record<string, number> = {};
  const durations: Record<string, number> = {};
  for (const [name, ownName, wireName, ownWireName] of DURATIONS) {
    const value = settings[name];
    if (value === undefined) continue;
    const holds = ownToken?.has(ownWireName) === true ? own[ownName] : value;
    if (holds !== value)
      block.warn(wireName, 'overridden_field', `token_config.${ownWireName} says something else, and holds`);
    token[ownName] = holds;
    durations[name] = holds;
  }
  const extension = {
    ...settings,
    ...durations,
    ...compact({
      tokenSignedKeyId: block.text('token_signed_key_id'),
      idTokenSignedKeyId: block.text('id_token_signed_key_id'),
    }),
  };
  return { token: { ...own, ...token }, extension };
}

/** That of the named key, of the keys that were brought, or RS256; `id_token_signing_alg` of the tenant goes before all. */
function signingAlg(
  { postedAlg }: ServerToRead,
  keys: BroughtKeys | undefined,
  { idTokenSignedKeyId }: ServerExtension,
): Tenant['idTokenSigningAlg'] {
  const all = keys?.publicKeys ?? [];
  const named = all.find(({ kid }) => kid === idTokenSignedKeyId);
  const usual = all.find(({ alg }) => alg === TENANT_DEFAULTS.idTokenSigningAlg) ?? all[0];
  const alg = (named ?? usual)?.['alg'];
  return postedAlg ?? (alg === 'ES256' ? alg : TENANT_DEFAULTS.idTokenSigningAlg);
}

function warnOfKeys(
  block: FieldReader | undefined,
  keys: BroughtKeys | undefined,
  { tokenSignedKeyId, idTokenSignedKeyId }: ServerExtension,
  alg: string,
): void {
  const find = (kid: string): unknown => keys?.publicKeys.find((key) => key['kid'] === kid)?.['alg'];
  const unknown = 'No key of this tenant has this id; another one signs';
  if (tokenSignedKeyId !== undefined && find(tokenSignedKeyId) === undefined)
    block?.warn('token_signed_key_id', 'unknown_signing_key', unknown);
  if (idTokenSignedKeyId === undefined || find(idTokenSignedKeyId) === alg) return;
  const isOther = find(idTokenSignedKeyId) !== undefined;
  const message = isOther ? `id_token_signing_alg is ${alg}; a key for that signs` : unknown;
  block?.warn('id_token_signed_key_id', isOther ? 'overridden_field' : 'unknown_signing_key', message);
}
