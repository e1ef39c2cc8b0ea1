import { createHash } from 'node:crypto';
import { Browser, CHALLENGE, claimsOf, VERIFIER, type TokenAnswer } from './support/browser.js';
import { aClient, aTenant, CALLBACK, signInOf, SUB } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

describe('the authorization code flow', () => {
  const server = withServer();

  it('goes from start to token without a single cookie', async () => {
    const client = new Browser(server(), { cookies: false });
    const started = await client.start({ nonce: 'n-1' });
    expect(started.status).toBe(302);
    const id = new URL(started.headers.get('location') ?? '').searchParams.get('id') ?? '';
    expect(id).toMatch(/^[\w-]{43}$/);

    const finished = await client.finish(id);
    expect(finished.status).toBe(200);
    const { redirect_uri: redirectUri } = (await finished.json()) as { redirect_uri: string };
    const target = new URL(redirectUri);
    expect(`${target.origin}${target.pathname}`).toBe(CALLBACK);
    expect(target.searchParams.get('state')).toBe('random-state');
    expect(target.searchParams.get('iss')).toBe(server().issuer);

    const answer = await client.exchange(target.searchParams.get('code') ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const tokens = (await answer.json()) as TokenAnswer;
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 1800, scope: 'openid profile' });
    expect(tokens.refresh_token).toEqual(expect.any(String));
  });

  it('tells in the id_token who signed in, how, when and for whom', async () => {
    const browser = new Browser(server());
    const login = { ...signInOf(SUB, server().clock.now(), ['password', 'sms']), acr: 'urn:example:mfa' };
    const tokens = await browser.tokens({ nonce: 'n-1', acr_values: 'urn:example:mfa' }, { login });
    const { exp, iat, sid, ...claims } = claimsOf(tokens.id_token) as { exp: number; iat: number; sid: string };
    const atHash = createHash('sha256').update(tokens.access_token).digest().subarray(0, 16).toString('base64url');
    expect(claims).toEqual({
      iss: server().issuer,
      sub: SUB,
      aud: 'web-app',
      azp: 'web-app',
      nonce: 'n-1',
      acr: 'urn:example:mfa',
      amr: ['password', 'sms'],
      auth_time: Math.floor(server().clock.now() / 1000),
      at_hash: atHash,
    });
    expect(exp - iat).toBe(3600);
    expect(sid).toEqual(expect.any(String));
  });

  it('leaves acr out when no level was reached', async () => {
    const tokens = await new Browser(server()).tokens();
    expect(claimsOf(tokens.id_token)).not.toHaveProperty('acr');
  });

  it('writes amr as RFC 8176 does when the tenant wants it', async () => {
    server().put(aTenant({ amrFormat: 'rfc8176' }), aClient());
    const tokens = await new Browser(server()).tokens();
    expect(claimsOf(tokens.id_token)['amr']).toEqual(['pwd', 'sms', 'otp', 'mfa']);
  });

  it('signs with ES256 for a tenant that says so', async () => {
    server().put(aTenant({ idTokenSigningAlg: 'ES256', version: 2 }), aClient());
    const tokens = await new Browser(server()).tokens();
    const [header = ''] = tokens.id_token?.split('.') ?? [];
    const { keys } = (await (await fetch(`${server().issuer}/v1/jwks`)).json()) as {
      keys: { kid: string; alg: string }[];
    };
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'ES256', kid: keys[0]?.kid });
  });

  it('issues no id_token without the scope openid', async () => {
    const tokens = await new Browser(server()).tokens({ scope: 'transfers' });
    expect(tokens).toMatchObject({ scope: 'transfers' });
    expect(tokens).not.toHaveProperty('id_token');
  });

  it('binds the code to the PKCE challenge', async () => {
    const browser = new Browser(server());
    const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
    expect((await browser.exchange(await browser.code(pkce), { code_verifier: VERIFIER })).status).toBe(200);
    for (const wrong of [{}, { code_verifier: `${VERIFIER}x` }]) {
      const answer = await browser.exchange(await browser.code(pkce), wrong);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({
        error: 'invalid_grant',
        error_description: 'The code is invalid or expired',
      });
    }
  });

  it('lets a public client exchange its code with the verifier alone', async () => {
    server().put(
      aTenant(),
      aClient({ clientId: 'spa', tokenEndpointAuthMethod: 'none', grantTypes: ['authorization_code'] }),
    );
    const browser = new Browser(server());
    const code = await browser.code({ client_id: 'spa', code_challenge: CHALLENGE, code_challenge_method: 'S256' });
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      client_id: 'spa',
      code_verifier: VERIFIER,
    };
    const answer = await browser.post('/v1/tokens', form, {});
    expect(answer.status).toBe(200);
    expect(await answer.json()).not.toHaveProperty('refresh_token');
  });

  it('refuses a code after its minute, from another client and for another redirect URI', async () => {
    const second = aClient({ clientId: 'second', redirectUris: [CALLBACK, 'https://app.example.com/other'] });
    server().put(aTenant(), second);
    const browser = new Browser(server());

    const late = await browser.code();
    server().clock.advanceSeconds(60);
    expect((await browser.exchange(late)).status).toBe(400);

    const asSecond = { authorization: `Basic ${Buffer.from(`second:${second.clientSecret}`).toString('base64')}` };
    const form = { grant_type: 'authorization_code', redirect_uri: CALLBACK };
    expect((await browser.post('/v1/tokens', { ...form, code: await browser.code() }, asSecond)).status).toBe(400);

    const code = await browser.code({ client_id: 'second' });
    const elsewhere = { ...form, code, redirect_uri: 'https://app.example.com/other' };
    expect((await browser.post('/v1/tokens', elsewhere, asSecond)).status).toBe(400);
  });

  it('leaves out denied scopes, and tells the client when nothing is left', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens({ scope: 'openid profile email' }, { deniedScopes: ['email', 'openid'] });
    expect(tokens.scope).toBe('openid profile');
    const target = await browser.signIn({ scope: 'transfers' }, { deniedScopes: ['transfers'] });
    expect(target.searchParams.get('error')).toBe('access_denied');
    expect(target.searchParams.has('code')).toBe(false);
  });
});

describe('finishing', () => {
  const server = withServer();

  it('is possible once', async () => {
    const client = new Browser(server(), { cookies: false });
    const id = await client.begin();
    expect((await client.finish(id)).status).toBe(200);
    const again = await client.finish(id);
    expect(again.status).toBe(404);
    expect(await again.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Authentication transaction not found',
    });
  });

  it.each(['login', 'consent', 'select_account', 'create', 'login consent'])('resolves prompt=%s', async (prompt) => {
    const browser = new Browser(server());
    await browser.signIn();
    const target = await browser.signIn({ prompt });
    expect(target.searchParams.get('code')).toEqual(expect.any(String));
    expect(server().starts.at(-1)?.request.prompt).toEqual(prompt.split(' '));
  });

  it('is refused, and stays possible, while the user is not active', async () => {
    const client = new Browser(server());
    const id = await client.begin();
    await server().users.patch(aTenant().id, SUB, { status: 'LOCKED' });
    const refused = await client.finish(id);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({ error: 'access_denied', error_description: 'The user is not active' });
    await server().users.patch(aTenant().id, SUB, { status: 'REGISTERED' });
    expect((await client.finish(id)).status).toBe(200);
  });

  it.each([
    ['the client was disabled', { enabled: false }, 'client_id is unknown'],
    [
      'the redirect URI was withdrawn',
      { redirectUris: ['https://app.example.com/new'] },
      'redirect_uri is not registered',
    ],
  ])('is refused after %s', async (_why, change, description) => {
    const client = new Browser(server());
    const id = await client.begin();
    server().put(aTenant(), aClient(change));
    const refused = await client.finish(id);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: 'invalid_request', error_description: description });
  });

  it('survives a new version of the tenant while the login is under way', async () => {
    const client = new Browser(server());
    const id = await client.begin();
    server().put(aTenant({ version: 2 }), aClient());
    const answer = await client.finish(id);
    const { redirect_uri: target } = (await answer.json()) as { redirect_uri: string };
    expect((await client.exchange(new URL(target).searchParams.get('code') ?? '')).status).toBe(200);
  });

  it('ends with access_denied when it is denied', async () => {
    const client = new Browser(server(), { cookies: false });
    const id = await client.begin();
    const answer = await client.request(`/v1/authorizations/${id}/deny`, { method: 'POST' });
    const { redirect_uri: redirectUri } = (await answer.json()) as { redirect_uri: string };
    expect(Object.fromEntries(new URL(redirectUri).searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The request was denied',
      state: 'random-state',
      iss: server().issuer,
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await client.finish(id)).status).toBe(404);
  });
});
