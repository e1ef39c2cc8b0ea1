import type { JsonObject } from '@tessera/core';

/** How callers show who they are. */
export const SECURITY_SCHEMES: JsonObject = {
  management: {
    type: 'http',
    scheme: 'bearer',
    description:
      'Access token with scope `management`: at organization level of the organizer tenant or the admin tenant, at system level of ' +
      'the admin tenant. Permissions (`x-permissions`) come from the roles of the user or client.',
  },
  accessToken: { type: 'http', scheme: 'bearer', description: 'Access token of a user of the tenant.' },
  authenticationSession: {
    type: 'apiKey',
    in: 'cookie',
    name: 'IDP_AUTH_SESSION',
    description:
      'Binds a browser to the transaction that it started; also as `IDP_AUTH_SESSION-<first 8 characters of id>`.',
  },
  clientBasic: {
    type: 'http',
    scheme: 'basic',
    description: 'Client id and secret; clients of `client_secret_post` and public clients use the form.',
  },
};
