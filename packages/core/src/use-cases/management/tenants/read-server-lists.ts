import type { AuthorizationServerSettings, ServerListName } from '../../../tenant/authorization-server-settings.js';
import { PROFILE_CLAIMS } from '../../../user/profile-claims.js';
import type { FieldReader } from '../field-reader.js';

interface ListRules {
  /** What this server can do; absent: anything goes. */
  readonly known?: readonly string[];
  /** Whether nothing would work without a value. */
  readonly needsOne?: boolean;
}

const CLAIMS = [
  ...['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'sid', 'azp', 'at_hash', 'acr', 'amr', 'auth_time'],
  ...PROFILE_CLAIMS,
  ...[
    'preferred_username',
    'updated_at',
    'email',
    'email_verified',
    'phone_number',
    'phone_number_verified',
    'address',
  ],
];
const MOST_VALUES = 500;

function rulesFor(signingAlg: string): Readonly<Record<ServerListName, ListRules>> {
  const only = (...known: readonly string[]): ListRules => ({ known, needsOne: true });
  return {
    scopes_supported: {},
    claims_supported: { known: CLAIMS },
    grant_types_supported: only('authorization_code', 'refresh_token', 'client_credentials', 'password'),
    token_endpoint_auth_methods_supported: only('client_secret_basic', 'client_secret_post', 'none'),
    response_types_supported: only('code'),
    response_modes_supported: only('query'),
    subject_types_supported: only('public'),
    code_challenge_methods_supported: only('S256'),
    id_token_signing_alg_values_supported: only(signingAlg),
    acr_values_supported: {},
  };
}

/** Reads the lists of what a tenant supports. What this server cannot do is told and left out: it would be published and not work. */
export function readServerLists(fields: FieldReader, signingAlg: string): AuthorizationServerSettings['lists'] {
  const lists: Partial<Record<ServerListName, readonly string[]>> = {};
  for (const [name, rules] of Object.entries(rulesFor(signingAlg)) as [ServerListName, ListRules][]) {
    const list = readList(fields, name, rules);
    if (list !== undefined) lists[name] = list;
  }
  return lists;
}

function readList(
  fields: FieldReader,
  name: ServerListName,
  { known, needsOne = false }: ListRules,
): readonly string[] | undefined {
  const rules = {
    isValid: (text: string) => /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(text),
    expected: 'visible ASCII characters',
  };
  const posted = fields.texts(name, rules, MOST_VALUES);
  if (posted === undefined) return undefined;
  const usable = posted.filter((value) => known?.includes(value) ?? true);
  for (const value of posted) {
    if (usable.includes(value)) continue;
    const shown = value.length > 80 ? `${value.slice(0, 77)}...` : value;
    fields.warn(name, 'unsupported_value', `This server does not support '${shown}'; it is not published`);
  }
  if (needsOne && usable.length === 0)
    fields.add(name, 'names nothing that this server supports', `at least one of ${(known ?? []).join(', ')}`);
  return usable;
}
