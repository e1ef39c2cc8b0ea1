import { TesseraError } from '@tessera/core';
import { withApp } from './support/test-app.js';

describe('the end of a sign-in', () => {
  const app = withApp();

  /** A transaction in which the user has signed in. */
  const signedIn = async (): Promise<{ base: string; sub: string }> => {
    const { sub } = await app().user({ preferredUsername: 'user@example.com' });
    const { base } = await app().begin();
    const answer = await app().post(`${base}/password-authentication`, {
      username: 'user@example.com',
      password: 'Test1234!',
    });
    expect(answer.status).toBe(200);
    return { base, sub };
  };

  it('gives the code to one of many parallel calls; the others find no transaction', async () => {
    const { base, sub } = await signedIn();
    const answers = await Promise.all(Array.from({ length: 8 }, () => app().post(`${base}/authorize`, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 404)]);
    expect(app().protocol.finished).toMatchObject([
      { tenantId: 'mine', login: { sub, methods: ['password'] }, deniedScopes: [] },
    ]);
    expect((await app().eventTypes()).filter((type) => type === 'oauth_authorize')).toHaveLength(1);
  });

  it('hands on the scopes that the user denies, and no others', async () => {
    const { base } = await signedIn();
    const answer = await app().post(`${base}/authorize`, { denied_scopes: ['profile', 'unknown'], something: 'else' });
    expect(answer.status).toBe(200);
    expect(app().protocol.finished[0]?.deniedScopes).toEqual(['profile']);
  });

  it.each([
    [{ denied_scopes: ['openid'] }, { error_description: 'openid cannot be denied' }],
    [{ denied_scopes: 'profile' }, { error_description: 'Request validation failed' }],
    [
      { denied_scopes: [1] },
      {
        error_messages: [
          '/denied_scopes each value in denied_scopes must be shorter than or equal to 256 characters',
          '/denied_scopes each value in denied_scopes must be a string',
        ],
      },
    ],
    [{ denied_scopes: Array.from({ length: 101 }, () => 'x') }, { error_description: 'Request validation failed' }],
    [{ denied_scopes: { length: 1 } }, { error_description: 'Request validation failed' }],
  ])('refuses %j and stays usable', async (body, refusal) => {
    const { base } = await signedIn();
    const answer = await app().post(`${base}/authorize`, body);
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_request', ...refusal }]);
    expect((await app().post(`${base}/authorize`, { denied_scopes: null })).status).toBe(200);
  });

  it('leaves the transaction usable when the protocol layer refuses or fails', async () => {
    const { base } = await signedIn();
    app().protocol.nextFinish = () => ({
      kind: 'refused',
      status: 400,
      error: 'invalid_request',
      description: 'client_id is unknown',
    });
    const refused = await app().post(`${base}/authorize`, {});
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'client_id is unknown' },
    ]);
    app().protocol.nextFinish = () => {
      throw new TesseraError('ERR_STORE_UNAVAILABLE', 'the database is down');
    };
    expect((await app().post(`${base}/authorize`, {})).status).toBe(503);
    expect((await app().post(`${base}/authorize`, {})).status).toBe(200);
  });

  it('leaves the transaction usable when the end cannot be recorded: no code has left the server', async () => {
    const { base } = await signedIn();
    const { events } = app().dependencies;
    const append = events.append.bind(events);
    events.append = () => Promise.reject(new TesseraError('ERR_STORE_UNAVAILABLE', 'the database is down'));
    const failed = await app().post(`${base}/authorize`, {});
    expect([failed.status, await failed.json()]).toEqual([
      503,
      { error: 'server_error', error_description: 'The service is temporarily unavailable' },
    ]);
    events.append = append;
    expect((await app().post(`${base}/authorize`, {})).status).toBe(200);
    expect((await app().eventTypes()).filter((type) => type === 'oauth_authorize')).toHaveLength(1);
  });

  it('can be a denial, once', async () => {
    const { base } = await app().begin();
    const answers = await Promise.all([app().post(`${base}/deny`, {}), app().post(`${base}/deny`, {})]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await app().eventTypes()).toEqual(['authorization_started', 'oauth_deny']);
  });
});

describe('the end of a sign-in with the session alone', () => {
  const app = withApp();
  const refused = async (answer: Response): Promise<unknown[]> => [answer.status, await answer.json()];

  it('gives the code to one of many parallel calls, and clears the cookies', async () => {
    const { sub } = await app().user();
    const { base, cookie } = await app().begin('mine', { sub });
    const calls = Array.from({ length: 4 }, () => app().post(`${base}/authorize-with-session`, {}, { cookie }));
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
    const done = answers.find(({ status }) => status === 200);
    expect(done?.headers.getSetCookie()).toHaveLength(2);
    expect(app().protocol.finished).toMatchObject([{ login: { sub, methods: ['password'], bySessionAlone: true } }]);
    expect(await app().eventTypes()).toContain('oauth_authorize_with_session');
  });

  it('hands on the scopes that the user denies, and refuses what is no list', async () => {
    const { sub } = await app().user();
    const { base, cookie } = await app().begin('mine', { sub });
    const path = `${base}/authorize-with-session`;
    expect((await app().post(path, { denied_scopes: 1 }, { cookie })).status).toBe(400);
    expect(await refused(await app().post(path, { denied_scopes: ['openid'] }, { cookie }))).toEqual([
      400,
      { error: 'invalid_request', error_description: 'openid cannot be denied' },
    ]);
    expect((await app().post(path, { denied_scopes: ['profile'] }, { cookie })).status).toBe(200);
    expect(app().protocol.finished[0]?.deniedScopes).toEqual(['profile']);
  });

  it('always needs the cookie, and says so before anything about the body or the session', async () => {
    const { base } = await app().begin();
    for (const body of [{}, { denied_scopes: ['openid'] }]) {
      const answer = await app().post(`${base}/authorize-with-session`, body);
      expect(await refused(answer)).toEqual([
        401,
        {
          error: 'invalid_request',
          error_description: 'auth_session_mismatch: the authentication session cookie is missing',
        },
      ]);
    }
  });

  it('needs a session', async () => {
    const { base, cookie } = await app().begin();
    const answer = await app().post(`${base}/authorize-with-session`, {}, { cookie });
    expect(await refused(answer)).toEqual([400, { error: 'login_required', error_description: 'No active session' }]);
    expect(await app().eventTypes()).toContain('oauth_authorize_with_session_failure');
  });
});

describe.each([
  [[], '127.0.0.1'],
  [['127.0.0.1'], '203.0.113.7'],
])('behind the trusted proxies %j', (trustedProxies, expected) => {
  const app = withApp({ trustedProxies });

  it(`the address of the caller is ${expected}`, async () => {
    const { base } = await app().begin();
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' };
    await app().post(`${base}/password-authentication`, { username: 'nobody@example.com', password: 'wrong' }, headers);
    const { list } = await app().dependencies.events.query('mine', {
      types: ['password_failure'],
      limit: 1,
      offset: 0,
    });
    expect(list[0]?.ipAddress).toBe(expected);
  });
});
