import type { Schema } from '../operation.js';
import { ADDRESS, closed, FLAG, listOf, oneOf, open, TEXT } from './shapes.js';

const SECONDS: Schema = { type: 'integer', minimum: 0, description: 'Seconds.' };
const TOKENS = {
  access_token_duration: SECONDS,
  id_token_duration: SECONDS,
  refresh_token_duration: SECONDS,
  rotate_refresh_token: FLAG,
  authorization_code_valid_duration: SECONDS,
  default_max_age: SECONDS,
};
const SHOWN_TYPE = { access_token_type: oneOf('JWT', 'opaque') };
const TAKEN_TYPE = { access_token_type: { type: 'string', description: '`JWT`, `opaque` or `identifier`.' } as Schema };
const KEY_IDS = { token_signed_key_id: TEXT, id_token_signed_key_id: TEXT };
const SERVER = {
  issuer: ADDRESS,
  authorization_endpoint: ADDRESS,
  token_endpoint: ADDRESS,
  userinfo_endpoint: ADDRESS,
  jwks_uri: ADDRESS,
  introspection_endpoint: ADDRESS,
  revocation_endpoint: ADDRESS,
  end_session_endpoint: ADDRESS,
  scopes_supported: listOf(TEXT),
  claims_supported: listOf(TEXT),
  grant_types_supported: listOf(TEXT),
  token_endpoint_auth_methods_supported: listOf(TEXT),
  response_types_supported: listOf(TEXT),
  response_modes_supported: listOf(TEXT),
  subject_types_supported: listOf(TEXT),
  code_challenge_methods_supported: listOf(TEXT),
  id_token_signing_alg_values_supported: listOf(TEXT),
  acr_values_supported: listOf(TEXT),
};
const PUBLIC_KEY = closed(
  { kty: oneOf('RSA', 'EC'), kid: TEXT, use: oneOf('sig'), alg: oneOf('RS256', 'ES256') },
  { n: TEXT, e: TEXT, crv: TEXT, x: TEXT, y: TEXT },
);
const KEY_SET = open({ keys: listOf({ type: 'object' }) }, {});

/** `authorization_server` of a tenant as it is shown: of keys the public part. */
export const AUTHORIZATION_SERVER: Schema = closed(
  {},
  {
    ...SERVER,
    jwks: closed({ keys: listOf(PUBLIC_KEY) }),
    extension: closed({}, { ...TOKENS, ...SHOWN_TYPE, ...KEY_IDS }),
  },
);

/** The same block as it is taken. */
export const AUTHORIZATION_SERVER_INPUT: Schema = open(
  {},
  {
    ...SERVER,
    jwks: { anyOf: [KEY_SET, TEXT], description: 'A JWK Set or its JSON text; private keys sign.' },
    extension: open({}, { ...TOKENS, ...TAKEN_TYPE, ...KEY_IDS }),
  },
);

/** `extension` of a client as it is shown. */
export const CLIENT_EXTENSION: Schema = closed({}, { ...TOKENS, ...SHOWN_TYPE });

/** `extension` of a client as it is taken. */
export const CLIENT_EXTENSION_INPUT: Schema = open({}, { ...TOKENS, ...TAKEN_TYPE });
