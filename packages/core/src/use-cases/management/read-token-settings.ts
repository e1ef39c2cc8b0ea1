import type { AccessTokenType, TokenSettings } from '../../tenant/authorization-server-settings.js';
import type { FieldReader } from './field-reader.js';

const YEAR = 31_536_000;
const TYPES: Readonly<Record<string, AccessTokenType>> = { jwt: 'jwt', opaque: 'opaque', identifier: 'opaque' };
const TYPE = { isValid: (text: string): boolean => text.toLowerCase() in TYPES, expected: 'JWT or opaque' };

/** Reads what `extension` says about tokens, of a tenant or of a client. */
export function readTokenSettings(block: FieldReader): TokenSettings {
  const seconds = (name: string, max: number, min = 1): number | undefined => block.integer(name, { min, max });
  const type = block.text('access_token_type', TYPE)?.toLowerCase();
  return compact({
    accessTokenType: type === undefined ? undefined : TYPES[type],
    accessTokenDuration: seconds('access_token_duration', YEAR),
    idTokenDuration: seconds('id_token_duration', YEAR),
    refreshTokenDuration: seconds('refresh_token_duration', YEAR),
    rotateRefreshToken: block.flag('rotate_refresh_token'),
    authorizationCodeValidDuration: seconds('authorization_code_valid_duration', 600),
    defaultMaxAge: seconds('default_max_age', YEAR, 0),
  });
}

/** As it is shown; undefined when it says nothing. */
export function tokenSettingsDocument(settings: TokenSettings): Readonly<Record<string, string | number | boolean>> {
  return compact({
    access_token_type: settings.accessTokenType === 'jwt' ? 'JWT' : settings.accessTokenType,
    access_token_duration: settings.accessTokenDuration,
    id_token_duration: settings.idTokenDuration,
    refresh_token_duration: settings.refreshTokenDuration,
    rotate_refresh_token: settings.rotateRefreshToken,
    authorization_code_valid_duration: settings.authorizationCodeValidDuration,
    default_max_age: settings.defaultMaxAge,
  });
}

type Compact<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
export function compact<T extends object>(members: T): Compact<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Compact<T>;
}
