import type { JsonObject } from '../../../json/json.js';
import type { Randomness } from '../../../ports/randomness.js';
import type { Client } from '../../../tenant/tenant.js';

const SECRET_BYTES = 32;

/** The client with a secret, generated where it needs one and none was supplied. `shown` is for this answer only. */
export function withSecret(
  randomness: Pick<Randomness, 'token'>,
  client: Client,
  dryRun: boolean,
): { readonly complete: Client; readonly shown: JsonObject } {
  if (client.tokenEndpointAuthMethod === 'none' || client.clientSecret !== undefined)
    return { complete: client, shown: {} };
  const clientSecret = randomness.token(SECRET_BYTES);
  // What a dry run made is never stored, so it is not shown either.
  return { complete: { ...client, clientSecret }, shown: dryRun ? {} : { client_secret: clientSecret } };
}

/** For checks: a secret yet to be generated is no mistake. */
export function withAnySecret(client: Client): Client {
  return client.tokenEndpointAuthMethod === 'none' ? client : { clientSecret: 'x'.repeat(SECRET_BYTES), ...client };
}
