import type { Schema } from '../operation.js';
import { CLIENT_EXTENSION, CLIENT_EXTENSION_INPUT } from './server-fields.js';
import { ADDRESS, closed, FLAG, listOf, MASK, oneOf, open, TEXT, writeOnly } from './shapes.js';

const NAMES = {
  client_id_alias: TEXT,
  client_name: TEXT,
  client_uri: ADDRESS,
  logo_uri: ADDRESS,
  tos_uri: ADDRESS,
  policy_uri: ADDRESS,
};
const REST = {
  enabled: FLAG,
  token_endpoint_auth_method: oneOf('client_secret_basic', 'client_secret_post', 'none'),
  redirect_uris: listOf(ADDRESS),
  post_logout_redirect_uris: listOf(ADDRESS),
  grant_types: listOf(oneOf('authorization_code', 'refresh_token', 'client_credentials', 'password')),
  scope: { type: 'string', description: 'Separated by spaces.' },
  require_pkce: FLAG,
  roles: listOf(TEXT),
} satisfies Record<string, Schema>;

/** OAuth 2.0 clients (specification 5.5). */
export const CLIENT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Client: closed({ client_id: TEXT, ...REST }, { ...NAMES, client_secret: MASK, extension: CLIENT_EXTENSION }),
  WrittenClient: closed(
    { client_id: TEXT, ...REST },
    {
      ...NAMES,
      client_secret: { type: 'string', description: 'A generated secret is shown here, and nowhere else.' },
      extension: CLIENT_EXTENSION,
    },
  ),
  ClientInput: {
    ...open(
      {},
      {
        client_id: TEXT,
        client_secret: writeOnly({ ...TEXT, description: 'Generated where a confidential client names none.' }),
        ...NAMES,
        ...REST,
        extension: CLIENT_EXTENSION_INPUT,
      },
    ),
    description: 'What has no counterpart is answered with a warning.',
  },
};
