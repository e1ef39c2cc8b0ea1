import { startSandbox, type RunningSandbox } from './sandbox-client.js';

let running: RunningSandbox;

beforeEach(async () => {
  running = await startSandbox();
});

afterEach(async () => {
  await running.sandbox.close();
});

async function requestToken(form: Record<string, string>): Promise<Response> {
  return fetch(`${running.url}/token`, { method: 'POST', body: new URLSearchParams(form) });
}

describe('requests to the sandbox', () => {
  it.each(['password', 'client_credentials'])('gives any client a token for %s', async (grantType) => {
    const response = await requestToken({ grant_type: grantType, client_id: 'anyone', username: 'a', password: 'b' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^\S{32,}$/) as string,
      token_type: 'Bearer',
      expires_in: 3600,
    });
  });

  it('refuses other grant types and a missing one', async () => {
    const other = await requestToken({ grant_type: 'authorization_code' });
    expect([other.status, await other.json()]).toMatchObject([400, { error: 'unsupported_grant_type' }]);
    const missing = await requestToken({ client_id: 'anyone' });
    expect([missing.status, await missing.json()]).toMatchObject([400, { error: 'invalid_request' }]);
  });

  it.each(['', 'Bearer ', 'Bearer made.up', 'Bearer 9999999999999.abc.def', 'Basic YTpi'])(
    'answers 401 to the authorization "%s"',
    async (authorization) => {
      for (const path of ['/sms-authentication-challenge', '/sms-authentication', '/email-authentication']) {
        const answer = await running.post(path, { phone_number: '+819012345678' }, { authorization });
        expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    },
  );

  it('refuses a token after its hour, and one of another run', async () => {
    const body = { phone_number: '+819012345678' };
    running.advance(3599);
    expect((await running.post('/challenge', body)).status).toBe(200);
    running.advance(1);
    expect((await running.post('/challenge', body)).status).toBe(401);
    const other = await startSandbox();
    const authorization = `Bearer ${await running.token()}`;
    expect((await running.post('/challenge', body, { authorization })).status).toBe(200);
    expect((await other.post('/challenge', body, { authorization })).status).toBe(401);
    await other.sandbox.close();
  });

  it.each([
    ['no phone number', {}],
    ['a number that is none', { phone_number: 'hello' }],
    ['a number of the wrong type', { phone_number: 819012345678 }],
    ['a template that is not a name', { phone_number: '+819012345678', template: {} }],
    ['an array', []],
    ['broken JSON', '{'],
  ])('answers 400 to a challenge with %s', async (_name, body) => {
    expect(await running.post('/sms-authentication-challenge', body)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    expect(running.sandbox.messages()).toEqual([]);
  });

  it('answers 413 to a body that is too large, as JSON', async () => {
    const answer = await running.post('/challenge', { phone_number: '+819012345678', note: 'x'.repeat(20_000) });
    expect(answer).toMatchObject({ status: 413, body: { error: 'invalid_request' } });
  });

  it('answers 404 to unknown paths and 200 to the health check', async () => {
    expect((await running.post('/unknown', {})).status).toBe(404);
    expect(await (await fetch(`${running.url}/health/live`)).json()).toEqual({ status: 'ok' });
  });
});
