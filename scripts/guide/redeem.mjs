import { demand } from './deviation.mjs';

/**
 * Exchanges an authorization code as the application would (RFC 6749 §4.1.3), and prints which factors the id_token vouches for.
 * @param amr the factors that it must name
 * @throws Deviation when the code is refused
 */
export async function redeem(variables, code, amr) {
  const { IDP_SERVER_URL: server, TENANT_ID: tenant, CLIENT_ID: id, CLIENT_SECRET: secret, REDIRECT_URI } = variables;
  const credentials = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
  const response = await fetch(`${server}/${tenant}/v1/tokens`, {
    method: 'POST',
    headers: { Authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }),
  });
  const text = await response.text();
  demand(response.status === 200, `The code does not redeem: ${response.status} ${text}`);
  const tokens = JSON.parse(text);
  demand(tokens.access_token && tokens.id_token, 'The token answer lacks an access_token or id_token.');
  const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString());
  console.log(
    `  the code redeems: ${tokens.token_type} token for "${tokens.scope}", amr ${JSON.stringify(claims.amr)}`,
  );
  demand(
    JSON.stringify(claims.amr) === JSON.stringify(amr),
    `The id_token names the factors ${JSON.stringify(claims.amr)} instead of ${JSON.stringify(amr)}.`,
  );
}
