import { PROFILE_CLAIMS } from '@tessera/core';
import type { Schema } from '../operation.js';
import { ADDRESS, ANY_OBJECT, closed, constant, COUNT, FLAG, listOf, oneOf, open, TEXT, writeOnly } from './shapes.js';

const SECRET = writeOnly({ type: 'string', format: 'password' });
const CLIENT = {
  client_id: { type: 'string', description: 'Of clients that authenticate in the form, or not at all.' },
  client_secret: SECRET,
} satisfies Record<string, Schema>;

/** OAuth 2.0 and OpenID Connect (specification 4). */
export const OPENID_SCHEMAS: Readonly<Record<string, Schema>> = {
  TokenRequest: open(
    { grant_type: oneOf('authorization_code', 'refresh_token', 'client_credentials', 'password') },
    {
      code: SECRET,
      redirect_uri: ADDRESS,
      code_verifier: SECRET,
      refresh_token: SECRET,
      username: TEXT,
      password: SECRET,
      scope: TEXT,
      ...CLIENT,
    },
  ),
  TokenResponse: closed(
    { access_token: TEXT, token_type: constant('Bearer'), expires_in: COUNT },
    { refresh_token: TEXT, scope: TEXT, id_token: TEXT },
  ),
  TokenReference: open({ token: SECRET }, { token_type_hint: TEXT, ...CLIENT }),
  Introspection: {
    anyOf: [
      closed({ active: constant(false) }),
      closed(
        { active: constant(true), client_id: TEXT, exp: COUNT, iat: COUNT, iss: ADDRESS },
        {
          sub: TEXT,
          scope: TEXT,
          token_type: TEXT,
          acr: TEXT,
          amr: listOf(TEXT),
          auth_time: COUNT,
          sid: TEXT,
          jti: TEXT,
        },
      ),
    ],
  },
  UserInfo: closed(
    { sub: TEXT },
    {
      ...Object.fromEntries(
        [...PROFILE_CLAIMS, 'preferred_username', 'email', 'phone_number'].map((name) => [name, TEXT]),
      ),
      email_verified: FLAG,
      phone_number_verified: FLAG,
      updated_at: COUNT,
      address: ANY_OBJECT,
    },
  ),
  JsonWebKeySet: closed({
    keys: listOf({
      ...open(
        { kty: oneOf('RSA', 'EC'), kid: TEXT, use: constant('sig'), alg: TEXT },
        { n: TEXT, e: TEXT, crv: TEXT, x: TEXT, y: TEXT },
      ),
      // No member of a private key (RFC 7518 §6).
      additionalProperties: false,
    }),
  }),
  ProviderMetadata: closed({
    issuer: ADDRESS,
    ...Object.fromEntries(
      ['authorization', 'token', 'introspection', 'revocation', 'userinfo', 'end_session'].map((name) => [
        `${name}_endpoint`,
        ADDRESS,
      ]),
    ),
    jwks_uri: ADDRESS,
    ...Object.fromEntries(
      [
        'response_types',
        'response_modes',
        'subject_types',
        'grant_types',
        'token_endpoint_auth_methods',
        'code_challenge_methods',
        'id_token_signing_alg_values',
        'scopes',
        'acr_values',
        'prompt_values',
      ].map((name) => [`${name}_supported`, listOf(TEXT)]),
    ),
    claims_parameter_supported: FLAG,
    request_parameter_supported: FLAG,
    request_uri_parameter_supported: FLAG,
    authorization_response_iss_parameter_supported: FLAG,
  }),
  AuthorizationRequest: open(
    { response_type: constant('code'), client_id: TEXT },
    {
      redirect_uri: ADDRESS,
      scope: TEXT,
      state: { type: 'string', maxLength: 1024 },
      nonce: { type: 'string', maxLength: 1024 },
      code_challenge: TEXT,
      code_challenge_method: constant('S256'),
      prompt: TEXT,
      max_age: COUNT,
      acr_values: TEXT,
      login_hint: TEXT,
      ui_locales: TEXT,
      claims: TEXT,
    },
  ),
  LogoutRequest: open({}, { id_token_hint: TEXT, client_id: TEXT, post_logout_redirect_uri: ADDRESS, state: TEXT }),
};
