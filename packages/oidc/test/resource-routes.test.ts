import { Browser, type TokenAnswer } from './support/browser.js';
import { aClient, aTenant, aUser, OTHER_TENANT_ID, SUB, TENANT_ID } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

describe('userinfo', () => {
  const server = withServer();

  it('tells what the scopes allow, and nothing else', async () => {
    const browser = new Browser(server());
    const claimsWith = async (scope: string): Promise<unknown> =>
      (await browser.userinfo((await browser.tokens({ scope })).access_token)).json();
    expect(await claimsWith('openid')).toEqual({ sub: SUB });
    expect(await claimsWith('openid profile')).toEqual({
      sub: SUB,
      name: 'Example User',
      locale: 'ja',
      preferred_username: `${SUB}@example.com`,
      updated_at: aUser().updatedAt / 1000,
    });
    expect(await claimsWith('openid email phone address transfers')).toEqual({
      sub: SUB,
      email: `${SUB}@example.com`,
      email_verified: true,
      phone_number: '+819012345678',
      phone_number_verified: false,
    });
  });

  it('takes the token by POST as well', async () => {
    const browser = new Browser(server());
    const { access_token: token } = await browser.tokens();
    expect((await browser.post('/v1/userinfo', { access_token: token }, {})).status).toBe(200);
  });

  it('refuses unknown and expired tokens, and those of clients', async () => {
    const browser = new Browser(server());
    const { access_token: token } = await browser.tokens();
    const ofClient = (await (
      await browser.post('/v1/tokens', { grant_type: 'client_credentials' })
    ).json()) as TokenAnswer;
    server().clock.advanceSeconds(1800);
    for (const value of ['unknown', token, ofClient.access_token]) {
      const answer = await browser.userinfo(value);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
      expect(await answer.json()).toEqual({
        error: 'invalid_token',
        error_description: 'The access token is invalid or expired',
      });
    }
  });

  it('names no error to whoever shows no token', async () => {
    const answer = await new Browser(server()).request('/v1/userinfo');
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, `Bearer realm="${server().issuer}"`]);
  });

  it('demands the scope openid', async () => {
    const browser = new Browser(server());
    const { access_token: token } = await browser.tokens({ scope: 'profile' });
    const answer = await browser.userinfo(token);
    expect([answer.status, await answer.json()]).toEqual([
      403,
      { error: 'insufficient_scope', error_description: "Scope 'openid' is required" },
    ]);
  });

  it('stops when the client is disabled', async () => {
    const browser = new Browser(server());
    const { access_token: token } = await browser.tokens();
    server().put(aTenant(), aClient({ enabled: false }));
    expect((await browser.userinfo(token)).status).toBe(401);
  });
});

describe('introspection', () => {
  const server = withServer();

  it('tells a resource server whose token it is and how the user signed in', async () => {
    const browser = new Browser(server());
    const login = {
      sub: SUB,
      methods: ['password', 'sms'],
      acr: 'urn:example:mfa',
      authenticatedAt: server().clock.now(),
      factors: [],
    };
    const { access_token: token } = await browser.tokens({}, { login });
    const {
      exp,
      iat,
      sid: _sid,
      ...facts
    } = (await browser.introspect(token)) as { exp: number; iat: number; sid: unknown };
    expect(facts).toEqual({
      active: true,
      sub: SUB,
      client_id: 'web-app',
      scope: 'openid profile',
      iss: server().issuer,
      token_type: 'Bearer',
      acr: 'urn:example:mfa',
      amr: ['password', 'sms'],
      auth_time: Math.floor(server().clock.now() / 1000),
    });
    expect(exp - iat).toBe(1800);
  });

  it('knows the way of signing in after a refresh as well', async () => {
    const browser = new Browser(server());
    const first = await browser.tokens();
    const { access_token: token } = (await (await browser.refresh(first.refresh_token)).json()) as TokenAnswer;
    expect(await browser.introspect(token)).toMatchObject({ active: true, amr: ['password', 'sms'] });
  });

  it('says nothing of a token that is unknown, expired, a JWT or of a disabled client', async () => {
    server().put(aTenant(), aClient({ clientId: 'second' }));
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    expect(await browser.introspect('unknown')).toEqual({ active: false });
    const second = {
      grant_type: 'client_credentials',
      client_id: 'second',
      client_secret: 'secret-of-the-example-app',
    };
    const { access_token: ofSecond } = (await (await browser.post('/v1/tokens', second, {})).json()) as TokenAnswer;
    expect(await browser.introspect(ofSecond)).toMatchObject({ active: true, client_id: 'second' });
    server().put(aTenant(), aClient({ clientId: 'second', enabled: false }));
    expect(await browser.introspect(ofSecond)).toEqual({ active: false });
    expect(await browser.introspect(tokens.id_token ?? '')).toEqual({ active: false });
    server().clock.advanceSeconds(1800);
    expect(await browser.introspect(tokens.access_token)).toEqual({ active: false });
  });

  it('is for confidential clients', async () => {
    server().put(aTenant(), aClient({ clientId: 'spa', tokenEndpointAuthMethod: 'none' }));
    const browser = new Browser(server());
    const { access_token: token } = await browser.tokens();
    const answer = await browser.post('/v1/tokens/introspection', { token, client_id: 'spa' }, {});
    expect(await answer.json()).toEqual({ active: false });
    expect((await browser.post('/v1/tokens/introspection', { token }, {})).status).toBe(401);
  });

  it('does not know tokens of another tenant, and neither does anything else', async () => {
    server().put(aTenant({ id: OTHER_TENANT_ID }), aClient({ tenantId: OTHER_TENANT_ID }));
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    const elsewhere = `${server().base}/${OTHER_TENANT_ID}`;
    const form = { token: tokens.access_token };
    expect(await (await browser.post(`${elsewhere}/v1/tokens/introspection`, form)).json()).toEqual({ active: false });
    const bearer = { headers: { authorization: `Bearer ${tokens.access_token}` } };
    expect((await browser.request(`${elsewhere}/v1/userinfo`, bearer)).status).toBe(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
    expect((await browser.post(`${elsewhere}/v1/tokens`, refresh)).status).toBe(400);
    expect(await server().authorization.verifyBearer(OTHER_TENANT_ID, tokens.access_token)).toBeUndefined();
    expect(await server().authorization.verifyBearer(TENANT_ID, tokens.access_token)).toEqual({
      kind: 'user',
      sub: SUB,
      clientId: 'web-app',
      scopes: ['openid', 'profile'],
      amr: ['password', 'sms'],
      login: { grantId: expect.any(String), tokenId: expect.any(String), sessionId: expect.any(String) },
    });
  });
});

describe('revocation', () => {
  const server = withServer();
  const revoke = (browser: Browser, token: string): Promise<Response> =>
    browser.post('/v1/tokens/revocation', { token });

  it('of a refresh token takes its family along', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    expect((await revoke(browser, tokens.refresh_token ?? '')).status).toBe(200);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(401);
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(400);
    expect(server().events.find(({ type }) => type === 'revoke_token')).toMatchObject({
      sub: SUB,
      clientId: 'web-app',
    });
  });

  it('of an access token takes only that one', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    expect((await revoke(browser, tokens.access_token)).status).toBe(200);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(401);
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('leaves tokens of other clients alone and does not tell', async () => {
    server().put(aTenant(), aClient({ clientId: 'second' }));
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    const form = { token: tokens.access_token, client_id: 'second', client_secret: 'secret-of-the-example-app' };
    expect((await browser.post('/v1/tokens/revocation', form, {})).status).toBe(200);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(200);
    expect(server().eventTypes()).not.toContain('revoke_token');
  });

  it('is 200 for an unknown token, and 401 for an unknown client', async () => {
    const browser = new Browser(server());
    expect((await revoke(browser, 'unknown')).status).toBe(200);
    expect((await revoke(browser, (await browser.tokens()).id_token ?? '')).status).toBe(200);
    expect((await browser.post('/v1/tokens/revocation', { token: 'unknown' }, {})).status).toBe(401);
    const answer = await browser.post('/v1/tokens/revocation', {});
    expect(await answer.json()).toEqual({
      error: 'invalid_request',
      error_description: "Missing or repeated parameter 'token'",
    });
  });
});
