import { Browser, BASIC, claimsOf, type TokenAnswer } from './support/browser.js';
import { aClient, aTenant, CALLBACK, SUB, TENANT_ID } from './support/identity-server.js';
import { aServerBlock } from './support/server-block.js';
import { withServer } from './support/with-server.js';

const ISSUER = 'https://login.example.com/realms/shop';
const PASSWORD = { grant_type: 'password', username: 'user@example.com', password: 'Test1234!' };

describe('a tenant with an authorization server of its own', () => {
  const server = withServer();
  let browser: Browser;
  let version = 1;
  beforeEach(() => {
    browser = new Browser(server());
  });
  const set = (block: Parameters<typeof aServerBlock>[0], client: Parameters<typeof aClient>[0] = {}): void => {
    version += 1;
    server().put(aTenant({ authorizationServer: aServerBlock(block), version }), aClient(client));
  };
  const discovery = async (): Promise<Record<string, unknown>> =>
    (await (await browser.request('/.well-known/openid-configuration')).json()) as Record<string, unknown>;
  const token = async (
    form: Record<string, string>,
    headers: Record<string, string> = { authorization: BASIC },
  ): Promise<[number, TokenAnswer]> => {
    const answer = await browser.post('/v1/tokens', form, headers);
    return [answer.status, (await answer.json()) as TokenAnswer];
  };

  it('has its issuer in discovery, answers, tokens and introspection, and is reached where it was', async () => {
    set({ issuer: ISSUER });
    expect(await discovery()).toMatchObject({
      issuer: ISSUER,
      token_endpoint: `${server().issuer}/v1/tokens`,
      jwks_uri: `${server().issuer}/v1/jwks`,
    });
    const redirect = await browser.signIn();
    expect(redirect.searchParams.get('iss')).toBe(ISSUER);
    const tokens = (await (await browser.exchange(redirect.searchParams.get('code') ?? '')).json()) as TokenAnswer;
    expect(claimsOf(tokens.id_token)).toMatchObject({ iss: ISSUER, sub: SUB });
    expect(await browser.introspect(tokens.access_token)).toMatchObject({ active: true, iss: ISSUER });
    const jwt = { issuer: ISSUER, extension: { accessTokenType: 'jwt' } } as const;
    set(jwt);
    const { access_token: accessToken } = await browser.tokens();
    expect(claimsOf(accessToken)).toMatchObject({ iss: ISSUER, aud: ISSUER });
    expect((await browser.userinfo(accessToken)).status).toBe(200);
  });

  it('keeps the cookie of the session on the path where it is reached, and finds it there', async () => {
    set({ issuer: ISSUER });
    const answer = await browser.finish(await browser.begin());
    expect(answer.headers.getSetCookie()[0]).toContain(`path=/${TENANT_ID}/;`);
    const silent = await browser.start({ prompt: 'none' });
    expect(new URL(silent.headers.get('location') ?? '').searchParams.get('code')).not.toBeNull();
  });

  it('takes id_tokens of its issuer as logout hints', async () => {
    set({ issuer: ISSUER });
    const { id_token: hint = '' } = await browser.tokens();
    const answer = await browser.request(`/v1/logout?id_token_hint=${hint}`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('You are signed out')]);
    const tampered = await browser.request(`/v1/logout?id_token_hint=${hint.slice(0, -5)}AAAAA`);
    expect(tampered.status).toBe(400);
  });

  it('publishes the addresses it was given, and asks before a logout under the published one', async () => {
    const endpoints = {
      authorization_endpoint: 'https://login.example.com/authorize',
      end_session_endpoint: 'https://login.example.com/logout',
      jwks_uri: 'https://login.example.com/keys',
    };
    set({ endpoints });
    expect(await discovery()).toMatchObject({ ...endpoints, token_endpoint: `${server().issuer}/v1/tokens` });
    await browser.signIn();
    expect(await (await browser.request('/v1/logout')).text()).toContain('action="/logout"');
    const origin = { origin: 'https://login.example.com' };
    expect(await (await browser.post('/v1/logout', {}, origin)).text()).toContain('You are signed out');
  });

  it('grants the scopes that it lists, openid in any case', async () => {
    set({ lists: { scopes_supported: ['profile', 'transfers'] } });
    expect((await discovery())['scopes_supported']).toEqual(['openid', 'profile', 'transfers']);
    expect((await browser.tokens({ scope: 'openid profile email transfers' })).scope).toBe('openid profile transfers');
    expect((await token({ ...PASSWORD, scope: 'openid email' }))[1].error).toBe('invalid_scope');
    expect((await token({ grant_type: 'client_credentials' }))[1].scope).toBe('profile transfers');
    const refused = await browser.start({ scope: 'email' });
    expect(new URL(refused.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_scope');
  });

  it('releases the claims that it lists, and what the protocol itself needs', async () => {
    set({ lists: { claims_supported: ['name', 'email'] } });
    expect((await discovery())['claims_supported']).toEqual(['name', 'email']);
    const tokens = await browser.tokens({ scope: 'openid profile email phone address' });
    expect(await (await browser.userinfo(tokens.access_token)).json()).toEqual({
      sub: SUB,
      name: 'Example User',
      email: `${SUB}@example.com`,
    });
    expect(claimsOf(tokens.id_token)).toMatchObject({
      sub: SUB,
      amr: ['password', 'sms'],
      auth_time: expect.any(Number),
    });
  });

  it('refuses grants that it does not list', async () => {
    set({ lists: { grant_types_supported: ['authorization_code'] } });
    expect((await discovery())['grant_types_supported']).toEqual(['authorization_code']);
    const refused = [400, expect.objectContaining({ error: 'unsupported_grant_type' })];
    expect(await token({ ...PASSWORD, scope: 'openid' })).toEqual(refused);
    expect(await token({ grant_type: 'client_credentials' })).toEqual(refused);
    const tokens = await browser.tokens();
    expect([tokens.token_type, tokens.refresh_token]).toEqual(['Bearer', undefined]);
    set({ lists: { grant_types_supported: ['client_credentials'] } });
    expect((await token({ grant_type: 'client_credentials' }))[0]).toBe(200);
    expect(await token({ grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK })).toEqual(refused);
    const start = await browser.start();
    expect(new URL(start.headers.get('location') ?? '').searchParams.get('code')).toBeNull();
    expect(new URL(start.headers.get('location') ?? '').searchParams.get('error')).not.toBeNull();
  });

  it('is sound for a client none of whose grants it lists', async () => {
    set({ lists: { grant_types_supported: ['refresh_token'] } }, { grantTypes: ['client_credentials'] });
    expect((await token({ grant_type: 'client_credentials' }))[1].error).toBe('unsupported_grant_type');
    expect(
      await server().authorization.clientViolation(aClient({ grantTypes: ['client_credentials'] })),
    ).toBeUndefined();
  });

  it('refuses ways of client authentication that it does not list, wherever clients authenticate', async () => {
    set({ lists: { token_endpoint_auth_methods_supported: ['client_secret_post'] } });
    expect((await discovery())['token_endpoint_auth_methods_supported']).toEqual(['client_secret_post']);
    const form = { grant_type: 'client_credentials' };
    const post = { client_id: 'web-app', client_secret: 'secret-of-the-example-app' };
    expect(await token(form)).toEqual([401, expect.objectContaining({ error: 'invalid_client' })]);
    expect((await token({ ...form, ...post }, {}))[0]).toBe(200);
    for (const path of ['/v1/tokens/introspection', '/v1/tokens/revocation']) {
      expect((await browser.post(path, { token: 'x' })).status).toBe(401);
      expect((await browser.post(path, { token: 'x', ...post }, {})).status).toBe(200);
    }
    const publicClient = aClient({ clientId: 'native', tokenEndpointAuthMethod: 'none', requirePkce: true });
    server().put(
      aTenant({
        version,
        authorizationServer: aServerBlock({ lists: { token_endpoint_auth_methods_supported: ['client_secret_post'] } }),
      }),
      publicClient,
    );
    expect((await token({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'native' }, {}))[1].error).toBe(
      'invalid_client',
    );
  });

  it('promises the levels that it lists, and passes on no others', async () => {
    set({ lists: { acr_values_supported: ['urn:example:mfa', 'urn:example:unknown'] } });
    expect((await discovery())['acr_values_supported']).toEqual(['urn:example:mfa']);
    await browser.start({ acr_values: 'urn:example:other urn:example:mfa' });
    expect(server().starts.at(-1)?.request.acrValues).toEqual(['urn:example:mfa']);
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'urn:example:other' } } });
    const refused = await browser.start({ claims });
    expect(new URL(refused.headers.get('location') ?? '').searchParams.get('error')).toBe(
      'unmet_authentication_requirements',
    );
  });

  it('has max_age for requests that name none; a client may have its own', async () => {
    set({ extension: { defaultMaxAge: 600 } });
    await browser.start();
    expect(server().starts.at(-1)?.request.maxAge).toBe(600);
    await browser.start({ max_age: '5' });
    expect(server().starts.at(-1)?.request.maxAge).toBe(5);
    await browser.signIn();
    server().clock.advanceSeconds(601);
    const silent = await browser.start({ prompt: 'none' });
    expect(new URL(silent.headers.get('location') ?? '').searchParams.get('error')).toBe('login_required');
    set({ extension: { defaultMaxAge: 600 } }, { extension: { defaultMaxAge: 30 } });
    await browser.start();
    expect(server().starts.at(-1)?.request.maxAge).toBe(30);
    expect((await browser.start({ scope: 'profile' })).headers.get('location')).toContain('/authorize?id=');
  });

  it('lets refresh tokens be used again where they do not rotate, by tenant or by client', async () => {
    set({ extension: { rotateRefreshToken: false } });
    const { refresh_token: first } = await browser.tokens();
    for (let uses = 0; uses < 3; uses += 1) {
      const refreshed = (await (await browser.refresh(first)).json()) as TokenAnswer;
      expect([refreshed.refresh_token, refreshed.token_type]).toEqual([first, 'Bearer']);
    }
    set({ extension: { rotateRefreshToken: false } }, { extension: { rotateRefreshToken: true } });
    const { refresh_token: rotating } = await browser.tokens();
    expect(((await (await browser.refresh(rotating)).json()) as TokenAnswer).refresh_token).not.toBe(rotating);
    expect((await browser.refresh(rotating)).status).toBe(400);
  });

  it('gives tokens and codes the lives that the client has of its own', async () => {
    const extension = {
      accessTokenDuration: 120,
      idTokenDuration: 90,
      refreshTokenDuration: 300,
      authorizationCodeValidDuration: 10,
    };
    set({}, { extension });
    const tokens = await browser.tokens();
    const { exp, iat } = claimsOf(tokens.id_token) as { exp: number; iat: number };
    expect([tokens.expires_in, exp - iat]).toEqual([120, 90]);
    expect((await token({ grant_type: 'client_credentials' }))[1].expires_in).toBe(120);
    server().clock.advanceSeconds(301);
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(400);
    const code = await browser.code();
    server().clock.advanceSeconds(11);
    expect((await browser.exchange(code)).status).toBe(400);
  });
});

describe('a client with an alias', () => {
  const server = withServer();
  let browser: Browser;
  const secret = 'secret-of-the-example-app';
  const basic = { authorization: `Basic ${Buffer.from(`shop:${secret}`).toString('base64')}` };
  beforeEach(() => {
    server().put(aTenant(), aClient({ clientIdAlias: 'shop' }));
    browser = new Browser(server());
  });

  it('signs users in under either name; tokens, events and the engine know the id alone', async () => {
    const code = await browser.code({ client_id: 'shop' });
    expect(server().starts.at(-1)?.client.clientId).toBe('web-app');
    const exchanged = await browser.post(
      '/v1/tokens',
      { grant_type: 'authorization_code', code, redirect_uri: CALLBACK },
      basic,
    );
    const tokens = (await exchanged.json()) as TokenAnswer;
    expect(claimsOf(tokens.id_token)).toMatchObject({ aud: 'web-app', azp: 'web-app' });
    const introspected = await browser.post('/v1/tokens/introspection', { token: tokens.access_token }, basic);
    expect(await introspected.json()).toMatchObject({ active: true, client_id: 'web-app' });
    const refreshed = await browser.post(
      '/v1/tokens',
      {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token ?? '',
        client_id: 'shop',
        client_secret: secret,
      },
      {},
    );
    expect(refreshed.status).toBe(200);
    expect((await browser.post('/v1/tokens/revocation', { token: tokens.access_token }, basic)).status).toBe(200);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(401);
    expect(new Set(server().events.flatMap(({ clientId }) => clientId ?? []))).toEqual(new Set(['web-app']));
  });

  it('is the same client for a logout', async () => {
    const { id_token: hint = '' } = await browser.tokens({ client_id: 'shop' });
    const query = new URLSearchParams({
      id_token_hint: hint,
      client_id: 'shop',
      post_logout_redirect_uri: 'https://app.example.com/bye',
    });
    const answer = await browser.request(`/v1/logout?${query.toString()}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://app.example.com/bye']);
  });

  it('does not get the tokens of a client that is gone by taking its id as an alias', async () => {
    const { access_token: token } = await browser.tokens();
    server().clients.clear();
    server().put(aTenant(), aClient({ clientId: 'successor', clientIdAlias: 'web-app' }));
    expect((await browser.userinfo(token)).status).toBe(401);
    expect(await server().authorization.verifyBearer(TENANT_ID, token)).toBeUndefined();
    expect(await browser.introspect(token)).toEqual({ active: false });
  });
});
