import type { BearerToken } from '@tessera/express';
import { withApp } from './support/test-app.js';

const NEW = 'Correct-Horse-42!';
const CHANGE = '/mine/v1/me/password/change';
const RESET = '/mine/v1/me/password/reset';

describe('own password over HTTP', () => {
  const app = withApp({ tenant: { ui: { allowedOrigins: ['https://account.example.com'], includeTenantId: false } } });
  let taken: number;
  beforeEach(async () => {
    taken = 0;
    const { sub } = await app().user();
    const login = { grantId: 'g1', tokenId: 't1' };
    const codeProof = { at: Date.now(), take: async () => (taken += 1) === 1 };
    const user = { kind: 'user', sub, clientId: 'web-app', login } as const;
    const tokens: Record<string, BearerToken> = {
      user: { ...user, scopes: ['openid'] },
      profile: { ...user, scopes: ['profile'] },
      reset: { ...user, scopes: ['password:reset'], codeProof },
      'no-code': { ...user, scopes: ['password:reset'] },
      client: { kind: 'client', clientId: 'web-app', scopes: ['openid', 'password:reset'] },
    };
    for (const [value, token] of Object.entries(tokens)) app().protocol.give('mine', value, token);
  });
  const post = (path: string, token: string, body: unknown): Promise<Response> =>
    app().post(path, body, { authorization: `Bearer ${token}` });
  const bodies = { current_password: 'Test1234!', new_password: NEW };

  it('answers 204 without a body, which no cache keeps', async () => {
    for (const answer of [await post(CHANGE, 'user', bodies), await post(RESET, 'reset', { new_password: NEW })]) {
      expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([204, '', 'no-store']);
    }
    expect(await app().eventTypes()).toEqual(['password_change_success', 'password_reset_success']);
  });

  it.each([
    [CHANGE, 'none', 401, 'invalid_token'],
    [CHANGE, 'client', 401, 'invalid_token'],
    [CHANGE, 'profile', 403, 'insufficient_scope'],
    [CHANGE, 'reset', 403, 'insufficient_scope'],
    [RESET, 'client', 401, 'invalid_token'],
    [RESET, 'user', 403, 'insufficient_scope'],
    [RESET, 'no-code', 401, 'insufficient_user_authentication'],
    ['/other/v1/me/password/change', 'user', 401, 'invalid_token'],
    ['/other/v1/me/password/reset', 'reset', 401, 'invalid_token'],
    ['/nowhere/v1/me/password/change', 'user', 404, 'invalid_request'],
  ])('%s with the token %s is %i %s', async (path, token, status, error) => {
    const answer = await post(path, token, bodies);
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([status, error]);
    if (status !== 404) expect(answer.headers.get('www-authenticate')).toContain(`Bearer error="${error}"`);
    expect(taken).toBe(0);
  });

  it.each<[unknown, readonly string[]]>([
    [{}, ['/current_password', '/new_password']],
    [{ current_password: 1, new_password: [NEW] }, ['/current_password', '/new_password']],
    [{ current_password: '', new_password: NEW }, ['/current_password']],
    [{ current_password: 'x'.repeat(4097), new_password: NEW }, ['/current_password']],
  ])('refuses the body %j', async (body, places) => {
    const answer = await post(CHANGE, 'user', body);
    const { error_messages: messages } = (await answer.json()) as { error_messages: string[] };
    expect(answer.status).toBe(400);
    expect([...new Set(messages.map((message) => message.split(' ')[0]))].sort()).toEqual(places);
    expect(JSON.stringify(messages)).not.toContain(NEW);
  });

  it('refuses other bodies and methods', async () => {
    const headers = { authorization: 'Bearer user' };
    expect((await app().post(CHANGE, '[]', headers)).status).toBe(400);
    expect((await app().post(CHANGE, '{"current_password":', headers)).status).toBe(400);
    expect((await app().post(CHANGE, 'a=b', { ...headers, 'content-type': 'text/plain' })).status).toBe(415);
    const get = await app().request(CHANGE, { headers });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await app().request('/mine/v1/me/password', { headers })).status).toBe(404);
  });

  it('lets pages of the tenant call with a token, and never with cookies', async () => {
    const origin = 'https://account.example.com';
    const preflight = await app().request(CHANGE, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const foreign = await app().request(CHANGE, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});
