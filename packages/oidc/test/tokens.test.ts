import { Browser, claimsOf, type TokenAnswer } from './support/browser.js';
import { aClient, aTenant, CALLBACK, SUB } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

const REFRESH_REFUSED = { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired' };
const CODE_REFUSED = { error: 'invalid_grant', error_description: 'The code is invalid or expired' };

describe('refresh tokens', () => {
  const server = withServer();

  it('rotate with each use and carry the sign-in on', async () => {
    const browser = new Browser(server());
    const first = await browser.tokens({ nonce: 'n' });
    const answer = await browser.refresh(first.refresh_token);
    expect(answer.status).toBe(200);
    const second = (await answer.json()) as TokenAnswer;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.scope).toBe('openid profile');
    const { amr, auth_time, azp, sub, sid } = claimsOf(first.id_token);
    expect(claimsOf(second.id_token)).toMatchObject({ amr, auth_time, azp, sub, sid });
    expect((await browser.userinfo(second.access_token)).status).toBe(200);
    expect((await browser.userinfo(first.access_token)).status).toBe(200);
  });

  it('revoke the whole family when a used one comes back', async () => {
    const browser = new Browser(server());
    const first = await browser.tokens();
    const second = (await (await browser.refresh(first.refresh_token)).json()) as TokenAnswer;

    const reuse = await browser.refresh(first.refresh_token);
    expect(reuse.status).toBe(400);
    expect(await reuse.json()).toEqual(REFRESH_REFUSED);
    expect((await browser.refresh(second.refresh_token)).status).toBe(400);
    for (const { access_token: token } of [first, second]) expect((await browser.userinfo(token)).status).toBe(401);
    expect(server().events).toContainEqual(
      expect.objectContaining({ type: 'refresh_token_reuse_detected', clientId: 'web-app', sub: SUB }),
    );
  });

  it('leave other sign-ins of the same session alone when a family is revoked', async () => {
    const browser = new Browser(server());
    const [one, other] = [await browser.tokens(), await browser.tokens()];
    await browser.refresh(one.refresh_token);
    await browser.refresh(one.refresh_token);
    expect((await browser.refresh(other.refresh_token)).status).toBe(200);
  });

  it('let exactly one of parallel uses through', async () => {
    const browser = new Browser(server());
    const { refresh_token: token } = await browser.tokens();
    const answers = await Promise.all(Array.from({ length: 8 }, () => browser.refresh(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(7);
  });

  it('give fewer scopes when asked, never more', async () => {
    const browser = new Browser(server());
    const { refresh_token: token } = await browser.tokens({ scope: 'openid profile transfers' });
    const narrowed = (await (await browser.refresh(token, { scope: 'openid transfers' })).json()) as TokenAnswer;
    expect(narrowed.scope).toBe('openid transfers');
    const widened = await browser.refresh(narrowed.refresh_token, { scope: 'openid email' });
    expect(widened.status).toBe(400);
    expect(await widened.json()).toEqual({
      error: 'invalid_scope',
      error_description: 'The requested scope is not allowed',
    });
  });

  it('end after thirty days without use', async () => {
    const browser = new Browser(server());
    const { refresh_token: token } = await browser.tokens();
    server().clock.advanceSeconds(2_592_000);
    expect(await (await browser.refresh(token)).json()).toEqual(REFRESH_REFUSED);
  });

  it('do not work for a user who is no longer active', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    await server().users.patch(aTenant().id, SUB, { status: 'LOCKED' });
    expect(await (await browser.refresh(tokens.refresh_token)).json()).toEqual(REFRESH_REFUSED);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(401);
    expect(await browser.introspect(tokens.access_token)).toEqual({ active: false });
    expect(await server().authorization.verifyBearer(aTenant().id, tokens.access_token)).toBeUndefined();
  });

  it('do not work for another client', async () => {
    server().put(aTenant(), aClient({ clientId: 'second', tokenEndpointAuthMethod: 'none' }));
    const browser = new Browser(server());
    const { refresh_token: token = '' } = await browser.tokens();
    const stolen = await browser.post(
      '/v1/tokens',
      { grant_type: 'refresh_token', refresh_token: token, client_id: 'second' },
      {},
    );
    expect(stolen.status).toBe(400);
    expect((await browser.refresh(token)).status).toBe(200);
  });
});

describe('codes', () => {
  const server = withServer();

  it('are exchanged once, however many ask at the same time', async () => {
    const browser = new Browser(server());
    const code = await browser.code();
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.exchange(code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 400)]);
    for (const answer of answers.filter(({ status }) => status === 400))
      expect(await answer.json()).toEqual(CODE_REFUSED);
  });

  it('revoke what they gave when they are used a second time', async () => {
    const browser = new Browser(server());
    const code = await browser.code();
    const tokens = (await (await browser.exchange(code)).json()) as TokenAnswer;
    expect((await browser.userinfo(tokens.access_token)).status).toBe(200);

    const again = await browser.exchange(code);
    expect(again.status).toBe(400);
    expect(await again.json()).toEqual(CODE_REFUSED);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(401);
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(400);
    expect(server().eventTypes()).toContain('authorization_code_reuse_detected');
  });
});

describe('client_credentials', () => {
  const server = withServer();
  const ask = (form: Record<string, string> = {}): Promise<Response> =>
    new Browser(server()).post('/v1/tokens', { grant_type: 'client_credentials', ...form });

  it('gives exactly the scopes asked for, without refresh token and id_token', async () => {
    const answer = await ask({ scope: 'transfers' });
    expect(answer.status).toBe(200);
    const tokens = (await answer.json()) as TokenAnswer;
    expect(Object.keys(tokens).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
    expect(tokens).toMatchObject({ scope: 'transfers', expires_in: 1800, token_type: 'Bearer' });
    expect(await server().authorization.verifyBearer(aTenant().id, tokens.access_token)).toEqual({
      kind: 'client',
      clientId: 'web-app',
      scopes: ['transfers'],
    });
  });

  it('gives what the client may have when nothing is asked for, but no openid', async () => {
    expect(await (await ask()).json()).toMatchObject({ scope: 'profile email phone address transfers' });
  });

  it.each(['management', 'transfers unknown'])('refuses the scope "%s"', async (scope) => {
    const answer = await ask({ scope });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'invalid_scope',
      error_description: 'The requested scope is not allowed',
    });
  });

  it('is only for clients that list it, and never for public ones', async () => {
    server().put(
      aTenant(),
      aClient({ grantTypes: ['authorization_code'] }),
      aClient({ clientId: 'spa', tokenEndpointAuthMethod: 'none' }),
    );
    const expected = { error: 'unauthorized_client', error_description: 'The client may not use this grant type' };
    expect(await (await ask()).json()).toEqual(expected);
    const spa = await new Browser(server()).post(
      '/v1/tokens',
      { grant_type: 'client_credentials', client_id: 'spa' },
      {},
    );
    expect(await spa.json()).toEqual(expected);
  });

  it('stops working with the client', async () => {
    const { access_token: token } = (await (await ask()).json()) as TokenAnswer;
    server().put(aTenant(), aClient({ enabled: false }));
    expect(await server().authorization.verifyBearer(aTenant().id, token)).toBeUndefined();
  });
});

describe('the password grant', () => {
  const server = withServer();
  const ask = (form: Record<string, string> = {}): Promise<Response> =>
    new Browser(server()).post('/v1/tokens', {
      grant_type: 'password',
      username: 'user@example.com',
      password: 'Test1234!',
      ...form,
    });

  it('gives tokens with everything that a sign-in gives', async () => {
    const tokens = (await (await ask({ scope: 'openid profile' })).json()) as TokenAnswer;
    expect(tokens).toMatchObject({ scope: 'openid profile', token_type: 'Bearer', expires_in: 1800 });
    expect(claimsOf(tokens.id_token)).toMatchObject({
      sub: SUB,
      aud: 'web-app',
      azp: 'web-app',
      amr: ['password'],
      auth_time: Math.floor(server().clock.now() / 1000),
      at_hash: expect.stringMatching(/^[\w-]{22}$/),
    });
    const browser = new Browser(server());
    expect(await (await browser.userinfo(tokens.access_token)).json()).toMatchObject({
      sub: SUB,
      name: 'Example User',
    });
    expect(await browser.introspect(tokens.access_token)).toMatchObject({ active: true, amr: ['password'] });
    const refreshed = (await (await browser.refresh(tokens.refresh_token)).json()) as TokenAnswer;
    expect(claimsOf(refreshed.id_token)).toMatchObject({ amr: ['password'] });
  });

  it('refuses a wrong password with the words of the engine', async () => {
    const answer = await ask({ password: 'wrong' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: 'invalid_grant', error_description: 'Invalid username or password' });
  });

  it('answers a user who has become inactive like a wrong password', async () => {
    await server().users.patch(aTenant().id, SUB, { status: 'DISABLED' });
    expect(await (await ask()).json()).toEqual({
      error: 'invalid_grant',
      error_description: 'Invalid username or password',
    });
  });

  it.each(['username', 'password'])('needs the %s', async (name) => {
    const answer = await ask({ [name]: '' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      error: 'invalid_request',
      error_description: `Missing or repeated parameter '${name}'`,
    });
  });

  it('refuses a scope that the client may not have', async () => {
    expect(await (await ask({ scope: 'openid management' })).json()).toMatchObject({ error: 'invalid_scope' });
  });
});

describe('the token endpoint', () => {
  const server = withServer();

  it.each<[string, Record<string, string>, Record<string, string>, number, string, string]>([
    [
      'a wrong secret',
      {},
      { authorization: `Basic ${btoa('web-app:wrong')}` },
      401,
      'invalid_client',
      'Client authentication failed',
    ],
    [
      'an unknown client',
      { client_id: 'unknown', client_secret: 'x' },
      {},
      401,
      'invalid_client',
      'Client authentication failed',
    ],
    ['no client', {}, {}, 401, 'invalid_client', 'Client authentication failed'],
    [
      'a confidential client without its secret',
      { client_id: 'web-app' },
      {},
      401,
      'invalid_client',
      'Client authentication failed',
    ],
  ])('refuses %s', async (_what, form, headers, status, error, description) => {
    const answer = await new Browser(server()).post(
      '/v1/tokens',
      { grant_type: 'client_credentials', ...form },
      headers,
    );
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error, error_description: description });
    const challenge = answer.headers.get('www-authenticate');
    if (headers['authorization'] === undefined) expect(challenge).toBeNull();
    else expect(challenge).toContain(`Basic realm="${server().issuer}"`);
  });

  it.each<[Record<string, string>, string, string]>([
    [{}, 'invalid_request', "Missing or repeated parameter 'grant_type'"],
    [{ grant_type: 'unknown' }, 'unsupported_grant_type', 'The grant type is not supported'],
    [{ grant_type: 'authorization_code' }, 'invalid_request', "Missing or repeated parameter 'code'"],
    [{ grant_type: 'authorization_code', code: 'unknown' }, 'invalid_grant', 'The code is invalid or expired'],
    [{ grant_type: 'refresh_token' }, 'invalid_request', "Missing or repeated parameter 'refresh_token'"],
    [
      { grant_type: 'refresh_token', refresh_token: 'unknown' },
      'invalid_grant',
      'The refresh token is invalid or expired',
    ],
  ])('answers %j with %s', async (form, error, description) => {
    const answer = await new Browser(server()).post('/v1/tokens', form);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error, error_description: description });
  });

  it('takes client_secret_post', async () => {
    server().put(aTenant(), aClient({ tokenEndpointAuthMethod: 'client_secret_post' }));
    const form = { grant_type: 'client_credentials', client_id: 'web-app', client_secret: 'secret-of-the-example-app' };
    expect((await new Browser(server()).post('/v1/tokens', form, {})).status).toBe(200);
  });

  it('refuses a repeated parameter', async () => {
    const body = new URLSearchParams([
      ['grant_type', 'refresh_token'],
      ['refresh_token', 'a'],
      ['refresh_token', 'b'],
    ]);
    const answer = await new Browser(server()).request('/v1/tokens', {
      method: 'POST',
      body,
      headers: { authorization: `Basic ${btoa('web-app:secret-of-the-example-app')}` },
    });
    expect(await answer.json()).toEqual({
      error: 'invalid_request',
      error_description: "Missing or repeated parameter 'refresh_token'",
    });
  });

  it('reads forms only, and not endless ones', async () => {
    const browser = new Browser(server());
    const json = await browser.request('/v1/tokens', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect([json.status, await json.json()]).toEqual([
      415,
      { error: 'invalid_request', error_description: 'The content type is not supported' },
    ]);
    const large = await browser.post('/v1/tokens', { grant_type: 'x'.repeat(60_000) });
    expect([large.status, await large.json()]).toEqual([
      413,
      { error: 'invalid_request', error_description: 'The request body is too large' },
    ]);
  });

  it('answers JSON whatever the caller accepts', async () => {
    const answer = await new Browser(server()).post('/v1/tokens', { grant_type: 'unknown' }, { accept: 'text/html' });
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  it('records what it issues and refuses, without any token', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    await browser.exchange('unknown');
    expect(server().events.slice(-2)).toEqual([
      expect.objectContaining({
        type: 'issue_token_success',
        tenantId: aTenant().id,
        clientId: 'web-app',
        sub: SUB,
        ipAddress: '127.0.0.1',
        detail: { grant_type: 'authorization_code', scope: 'openid profile', amr: ['password', 'sms'] },
      }),
      expect.objectContaining({
        type: 'issue_token_failure',
        clientId: 'web-app',
        detail: { grant_type: 'authorization_code', error: 'invalid_grant', status: 400 },
      }),
    ]);
    expect(JSON.stringify(server().events)).not.toContain(tokens.access_token);
  });

  it('takes the redirect URI from the registration when only one is registered', async () => {
    const browser = new Browser(server());
    const code = await browser.code();
    expect((await browser.post('/v1/tokens', { grant_type: 'authorization_code', code })).status).toBe(200);
    expect(CALLBACK).toBe(aClient().redirectUris[0]);
  });
});
