import * as client from 'openid-client';
import { Browser } from './support/browser.js';
import { aClient, aTenant, CALLBACK, signInOf, SUB } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

/** A relying party that checks everything the specifications tell it to check. */
describe('a certified relying party', () => {
  const server = withServer();
  const discover = (): Promise<client.Configuration> =>
    client.discovery(new URL(server().issuer), 'web-app', 'secret-of-the-example-app', client.ClientSecretBasic(), {
      execute: [client.allowInsecureRequests],
    });

  /** Sends a browser through the authorization and answers where it comes back. */
  async function authorize(
    config: client.Configuration,
    browser: Browser,
    parameters: Record<string, string>,
  ): Promise<URL> {
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      ...parameters,
    });
    const started = await browser.request(url.href);
    const location = new URL(started.headers.get('location') ?? '');
    const id = location.searchParams.get('id');
    if (id === null) return location;
    const login = { ...signInOf(SUB, Date.now(), ['password', 'sms']), acr: 'urn:example:mfa' };
    const { redirect_uri: target } = (await (await browser.finish(id, { login })).json()) as { redirect_uri: string };
    return new URL(target);
  }

  it('signs a user in with PKCE, state, nonce and max_age, and uses the tokens', async () => {
    const config = await discover();
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const returned = await authorize(config, new Browser(server()), {
      state: expectedState,
      nonce: expectedNonce,
      max_age: '600',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const tokens = await client.authorizationCodeGrant(config, returned, {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      maxAge: 600,
    });
    expect(tokens.claims()).toMatchObject({ sub: SUB, acr: 'urn:example:mfa', amr: ['password', 'sms'] });

    expect(await client.fetchUserInfo(config, tokens.access_token, SUB)).toMatchObject({
      sub: SUB,
      email: `${SUB}@example.com`,
    });
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true, sub: SUB });

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.claims()).toMatchObject({ sub: SUB });
    await client.tokenRevocation(config, refreshed.refresh_token ?? '');
    expect(await client.tokenIntrospection(config, refreshed.access_token)).toMatchObject({ active: false });
  });

  it('signs in with the session alone, and is told when there is none', async () => {
    const config = await discover();
    const browser = new Browser(server());
    const refused = await authorize(config, browser, { prompt: 'none', state: 's' });
    await expect(client.authorizationCodeGrant(config, refused, { expectedState: 's' })).rejects.toMatchObject({
      error: 'login_required',
    });
    await authorize(config, browser, {});
    const returned = await authorize(config, browser, { prompt: 'none', state: 's', nonce: 'n' });
    const tokens = await client.authorizationCodeGrant(config, returned, { expectedState: 's', expectedNonce: 'n' });
    expect(tokens.claims()?.sub).toBe(SUB);
  });

  it('gets tokens of its own', async () => {
    const tokens = await client.clientCredentialsGrant(await discover(), { scope: 'transfers' });
    expect(tokens).toMatchObject({ scope: 'transfers', token_type: 'bearer' });
  });

  it('works with ES256 and as a public client', async () => {
    server().put(aTenant({ idTokenSigningAlg: 'ES256', version: 2 }), aClient({ tokenEndpointAuthMethod: 'none' }));
    const config = await client.discovery(
      new URL(server().issuer),
      'web-app',
      { id_token_signed_response_alg: 'ES256' },
      client.None(),
      {
        execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
      },
    );
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier);
    const returned = await authorize(config, new Browser(server()), { code_challenge, code_challenge_method: 'S256' });
    const tokens = await client.authorizationCodeGrant(config, returned, { pkceCodeVerifier });
    expect(tokens.claims()?.sub).toBe(SUB);
  });

  it('ends the session', async () => {
    const config = await discover();
    const browser = new Browser(server());
    const tokens = await client.authorizationCodeGrant(config, await authorize(config, browser, {}));
    const url = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: 'https://app.example.com/bye',
      id_token_hint: tokens.id_token ?? '',
    });
    expect((await browser.request(url.href)).headers.get('location')).toBe('https://app.example.com/bye');
    const refused = await authorize(config, browser, { prompt: 'none' });
    expect(refused.searchParams.get('error')).toBe('login_required');
  });
});
