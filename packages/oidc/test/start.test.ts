import { AuthorizationRequestError } from '@tessera/oidc';
import { Browser, CHALLENGE } from './support/browser.js';
import { aClient, aTenant, CALLBACK, SUB } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

/** The error in the redirect back to the client. */
function redirectedError(answer: Response): Record<string, string> {
  const location = answer.headers.get('location') ?? '';
  return location.startsWith(CALLBACK) ? Object.fromEntries(new URL(location).searchParams) : {};
}

describe('the start of an authorization', () => {
  const server = withServer();

  it('hands the request to the engine', async () => {
    const browser = new Browser(server());
    await browser.begin({
      acr_values: 'urn:a urn:b',
      max_age: '60',
      login_hint: 'user@example.com',
      ui_locales: 'ja en',
      prompt: 'consent',
    });
    const { request, tenant, client, session } = server().starts[0] ?? {};
    expect({ tenant: tenant?.id, client: client?.clientId, session }).toEqual({
      tenant: aTenant().id,
      client: 'web-app',
      session: undefined,
    });
    expect(request).toEqual({
      scopes: ['openid', 'profile'],
      acrValues: ['urn:a', 'urn:b'],
      prompt: ['consent'],
      maxAge: 60,
      loginHint: 'user@example.com',
      uiLocales: ['ja', 'en'],
      redirectUri: CALLBACK,
    });
  });

  it('sets the cookies of the engine and none of the library', async () => {
    const answer = await new Browser(server()).start();
    expect(answer.headers.getSetCookie()).toEqual(['IDP_AUTH_SESSION=binding; Path=/; HttpOnly']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('accepts a form, with or without a redirect URI when only one is registered', async () => {
    const browser = new Browser(server());
    const form = { response_type: 'code', client_id: 'web-app', scope: 'openid', state: 's' };
    const answer = await browser.post('/v1/authorizations', form, {});
    expect(answer.status).toBe(302);
    expect(server().starts[0]?.request.redirectUri).toBe(CALLBACK);
  });

  it.each([
    ['an unknown client', { client_id: 'unknown' }, 'client_id is unknown'],
    ['no client', { client_id: '' }, 'client_id is unknown'],
    ['an unregistered redirect URI', { redirect_uri: 'https://evil.example.com/' }, 'redirect_uri is not registered'],
    ['a redirect URI with a query of its own', { redirect_uri: `${CALLBACK}?x=1` }, 'redirect_uri is not registered'],
  ])('answers 400 and does not redirect for %s', async (_what, parameters, description) => {
    const answer = await new Browser(server()).start(parameters);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.json()).toEqual({ error: 'invalid_request', error_description: description });
  });

  it('does not know a disabled client', async () => {
    server().put(aTenant(), aClient({ enabled: false }));
    expect((await new Browser(server()).start()).status).toBe(400);
  });

  it('shows a browser a page with the same text, and echoes nothing', async () => {
    const query = new URLSearchParams({ client_id: '<script>alert(1)</script>' });
    const answer = await new Browser(server()).request(`/v1/authorizations?${query.toString()}`, {
      headers: { accept: 'text/html' },
    });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const body = await answer.text();
    expect(body).toContain('invalid_request: client_id is unknown');
    expect(body).not.toContain('alert');
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_type: '' }, 'invalid_request'],
    [{ response_mode: 'form_post' }, 'unsupported_response_mode'],
    [{ scope: 'unknown' }, 'invalid_scope'],
    [{ scope: '' }, 'invalid_scope'],
    [{ request: 'e30.e30.' }, 'request_not_supported'],
    [{ request_uri: 'https://app.example.com/request' }, 'request_uri_not_supported'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ prompt: 'unknown' }, 'invalid_request'],
    [{ prompt: 'none' }, 'login_required'],
    [{ code_challenge: CHALLENGE }, 'invalid_request'],
    [{ code_challenge: CHALLENGE, code_challenge_method: 'plain' }, 'invalid_request'],
    [{ nonce: 'n'.repeat(1025) }, 'invalid_request'],
    [{ max_age: '-1' }, 'invalid_request'],
  ])('redirects %j back as an error', async (parameters, error) => {
    const answer = await new Browser(server()).start(parameters);
    expect(answer.status).toBe(302);
    expect(redirectedError(answer)).toMatchObject({ error, state: 'random-state', iss: server().issuer });
    expect(server().starts).toEqual([]);
  });

  it('does not echo a state that is too long', async () => {
    const error = redirectedError(await new Browser(server()).start({ state: 's'.repeat(1025) }));
    expect(error).toMatchObject({ error: 'invalid_request' });
    expect(error).not.toHaveProperty('state');
  });

  it('refuses a repeated parameter', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'web-app',
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: 's',
    });
    query.append('nonce', '1');
    query.append('nonce', '2');
    expect(
      redirectedError(await new Browser(server()).request(`/v1/authorizations?${query.toString()}`)),
    ).toMatchObject({ error: 'invalid_request' });
    query.append('redirect_uri', CALLBACK);
    expect((await new Browser(server()).request(`/v1/authorizations?${query.toString()}`)).status).toBe(400);
  });

  it('reduces the scopes to those that the client may ask for', async () => {
    await new Browser(server()).begin({ scope: 'openid unknown transfers openid' });
    expect(server().starts[0]?.request.scopes).toEqual(['openid', 'transfers']);
  });

  it.each([{ requirePkce: true }, { tokenEndpointAuthMethod: 'none' as const }])(
    'demands PKCE of a client with %j',
    async (change) => {
      server().put(aTenant(), aClient(change));
      expect(redirectedError(await new Browser(server()).start())).toMatchObject({ error: 'invalid_request' });
      expect(
        (await new Browser(server()).start({ code_challenge: CHALLENGE, code_challenge_method: 'S256' })).headers.get(
          'location',
        ),
      ).toContain('/authorize?id=');
    },
  );

  it('takes max_age=0 for prompt=login', async () => {
    await new Browser(server()).begin({ max_age: '0' });
    expect(server().starts[0]?.request.prompt).toEqual(['login']);
  });

  it('shows the engine the live session of this browser', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    await browser.begin();
    expect(server().starts[1]?.session).toMatchObject({
      sub: SUB,
      amr: ['password', 'sms'],
      authenticatedAt: server().clock.now(),
    });
  });

  it('hides the session of a user who is not active', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    await server().users.patch(aTenant().id, SUB, { status: 'SUSPENDED' });
    await browser.begin();
    expect(server().starts[1]?.session).toBeUndefined();
  });

  it.each(['GET /v1/unknown', 'GET /v1/authorizations/abc', 'GET /v1/logout/confirm'])(
    'does not know %s',
    async (route) => {
      const answer = await new Browser(server()).request(route.split(' ')[1] ?? '');
      expect(answer.status).toBe(404);
      expect(await answer.json()).toEqual({ error: 'not_found', error_description: 'Resource not found' });
    },
  );

  it('names the methods that a route has', async () => {
    const answer = await new Browser(server()).request('/v1/tokens');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
  });
});

describe('an engine that refuses to start', () => {
  const refusing = withServer({
    startAuthentication: () => Promise.reject(new AuthorizationRequestError('invalid_request', 'no policy fits')),
  });
  const failing = withServer({ startAuthentication: () => Promise.reject(new Error('the store is down')) });

  it('is told to the client', async () => {
    const answer = await new Browser(refusing()).start();
    expect(redirectedError(answer)).toMatchObject({
      error: 'invalid_request',
      error_description: 'no policy fits',
      state: 'random-state',
    });
  });

  it('is a fault for the caller of the server when it is not a refusal', async () => {
    const answer = await new Browser(failing()).start();
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: 'server_error' });
    expect(failing().faults).toEqual([new Error('the store is down')]);
  });

  it('leaves nothing behind', async () => {
    await new Browser(refusing()).start();
    const [interaction] = refusing().protocol.written;
    const { tenantId, kind, id } = interaction ?? { tenantId: '', kind: '', id: '' };
    expect(kind).toBe('Interaction');
    expect(await refusing().protocol.find(tenantId, kind, id, refusing().clock.now())).toBeUndefined();
  });
});
