import { withApp } from './support/test-app.js';
import type { TestApp } from './support/test-app.js';

const MISSING = {
  error: 'invalid_request',
  error_description: 'auth_session_mismatch: the authentication session cookie is missing',
};
const FOREIGN = {
  error: 'invalid_request',
  error_description: 'auth_session_mismatch: the authentication session cookie belongs to another browser session',
};
const ORIGIN = { error: 'access_denied', error_description: 'Origin is not allowed' };
const OWN_PAGE = { origin: 'http://id.example.com' };

/** Every route that the binding protects; those that end the transaction come last. */
const ROUTES = [
  ['GET', 'view-data'],
  ['GET', 'authentication-status'],
  ['POST', 'password-authentication'],
  ['POST', 'no-such-interaction'],
  ['POST', 'authorize'],
  ['POST', 'deny'],
] as const;

async function callAll(app: TestApp, base: string, headers: Record<string, string>): Promise<[number, unknown][]> {
  const answers: [number, unknown][] = [];
  for (const [method, action] of ROUTES) {
    const answer = await app.request(`${base}/${action}`, { method, headers });
    answers.push([answer.status, await answer.json()]);
  }
  return answers;
}

const secretOf = (cookie: string): string => cookie.split('=')[1] ?? '';
const all = (answer: [number, unknown]): [number, unknown][] => ROUTES.map(() => answer);

describe('the binding of a transaction to its browser', () => {
  const app = withApp({
    tenant: {
      ui: {
        allowedOrigins: ['https://login.example.com'],
        includeTenantId: false,
        baseUrl: 'https://page.example.com/sign-in',
      },
    },
  });

  it('accepts the own cookie, from a browser and from a plain client', async () => {
    for (const headers of [{}, OWN_PAGE, { 'sec-fetch-site': 'same-origin' }]) {
      const { base, cookie } = await app().begin();
      const statuses = (await callAll(app(), base, { ...headers, cookie })).map(([status]) => status);
      expect(statuses).toEqual([200, 200, 400, 404, 400, 200]);
    }
  });

  it('accepts the cookie of the latest transaction alone', async () => {
    const { base, cookie } = await app().begin();
    const headers = { ...OWN_PAGE, cookie: `IDP_AUTH_SESSION=${secretOf(cookie)}` };
    expect((await callAll(app(), base, headers)).map(([status]) => status)).toEqual([200, 200, 400, 404, 400, 200]);
  });

  it('lets the own cookie decide when both are there', async () => {
    const { base, cookie, id } = await app().begin();
    const right = await app().request(`${base}/view-data`, {
      headers: { cookie: `IDP_AUTH_SESSION=other; ${cookie}` },
    });
    expect(right.status).toBe(200);
    const wrong = `IDP_AUTH_SESSION=${secretOf(cookie)}; IDP_AUTH_SESSION-${id.slice(0, 8)}=other`;
    expect(await callAll(app(), base, { cookie: wrong })).toEqual(all([401, FOREIGN]));
  });

  it.each([
    ['own', (id: string) => `IDP_AUTH_SESSION-${id.slice(0, 8)}`],
    ['latest', () => 'IDP_AUTH_SESSION'],
  ])('refuses a wrong %s cookie, also from a plain client', async (_which, name) => {
    const { base, id } = await app().begin();
    for (const value of ['other', '', '""', 'a=b', '%00'])
      expect(await callAll(app(), base, { cookie: `${name(id)}=${value}` })).toEqual(all([401, FOREIGN]));
  });

  it('refuses the secret of another transaction', async () => {
    const other = await app().begin();
    const { base, id } = await app().begin();
    const cookie = `IDP_AUTH_SESSION-${id.slice(0, 8)}=${secretOf(other.cookie)}`;
    expect(await callAll(app(), base, { cookie })).toEqual(all([401, FOREIGN]));
  });

  it.each([
    [OWN_PAGE],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'https://login.example.com', 'sec-fetch-site': 'cross-site' }],
  ])('refuses a browser without a cookie: %p', async (headers) => {
    const { base } = await app().begin();
    expect(await callAll(app(), base, headers)).toEqual(all([401, MISSING]));
  });

  it('accepts a plain client without a cookie, also one that shows Sec-Fetch-Mode as Node does', async () => {
    const { base } = await app().begin();
    const headers = { 'sec-fetch-mode': 'cors', cookie: 'something=else; IDP_AUTH_SESSION-other=x' };
    expect((await callAll(app(), base, headers)).map(([status]) => status)).toEqual([200, 200, 400, 404, 400, 200]);
  });

  it('refuses a plain client without a cookie once factors were carried over from a session', async () => {
    const { sub } = await app().user();
    const { base, cookie } = await app().begin('mine', { sub });
    expect(await callAll(app(), base, {})).toEqual(all([401, MISSING]));
    const { status } = await app().request(`${base}/view-data`, { headers: { cookie } });
    expect(status).toBe(200);
  });

  it('refuses a plain client without a cookie when the policy demands the binding', async () => {
    const call = { tenantId: 'mine', operator: 'test', dryRun: false };
    const success = { path: '$.password-authentication.success_count', type: 'integer', operation: 'gte', value: 1 };
    const policy = { priority: 1, auth_session_binding_required: true, success_conditions: { any_of: [[success]] } };
    await app().tessera.policies.create(call, { flow: 'oauth', policies: [policy] });
    const { base, cookie } = await app().begin();
    expect(await callAll(app(), base, {})).toEqual(all([401, MISSING]));
    expect((await app().request(`${base}/view-data`, { headers: { cookie } })).status).toBe(200);
  });

  it.each([
    [{ origin: 'https://evil.example.com' }],
    [{ origin: 'null' }],
    [{ origin: 'http://id.example.com.evil.example' }],
    [{ origin: 'https://id.example.com' }],
    [{ origin: 'http://id.example.com:8080' }],
    [{ origin: 'http://localhost:3000' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'https://evil.example.com', 'sec-fetch-site': 'same-origin' }],
  ])('refuses a foreign page even with the right cookie: %p', async (headers) => {
    const { base, cookie } = await app().begin();
    expect(await callAll(app(), base, { ...headers, cookie })).toEqual(all([403, ORIGIN]));
  });

  it.each([
    [OWN_PAGE],
    [{ origin: 'https://login.example.com' }],
    [{ origin: 'https://page.example.com' }],
    [{ origin: 'https://login.example.com', 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('accepts an allowed page with the right cookie: %p', async (headers) => {
    const { base, cookie } = await app().begin();
    expect((await app().request(`${base}/view-data`, { headers: { ...headers, cookie } })).status).toBe(200);
  });

  it('records every refusal', async () => {
    const { base } = await app().begin();
    await app().request(`${base}/view-data`, { headers: { cookie: 'IDP_AUTH_SESSION=x' } });
    await app().request(`${base}/view-data`, { headers: { origin: 'https://evil.example.com' } });
    expect(await app().eventTypes()).toEqual([
      'authorization_started',
      'auth_session_mismatch',
      'auth_session_mismatch',
    ]);
  });

  it('protects the routes without a tenant just so', async () => {
    const { id, cookie } = await app().begin();
    const base = `/v1/authorizations/${id}`;
    expect(await callAll(app(), base, OWN_PAGE)).toEqual(all([401, MISSING]));
    expect(await callAll(app(), base, { origin: 'https://evil.example.com', cookie })).toEqual(all([403, ORIGIN]));
    const { status } = await app().request(`${base}/view-data`, {
      headers: { origin: 'https://login.example.com', cookie },
    });
    expect(status).toBe(200);
  });
});

describe('a development server', () => {
  const app = withApp({ development: true });

  it.each(['http://localhost:3000', 'http://localhost'])('welcomes pages of this machine: %s', async (origin) => {
    const { base, cookie } = await app().begin();
    expect((await app().request(`${base}/view-data`, { headers: { origin, cookie } })).status).toBe(200);
  });

  it.each([
    'http://localhost.evil.example',
    'https://evil.example/?http://localhost:3000',
    'http://localhost:3000.evil.example',
  ])('does not take %s for one', async (origin) => {
    const { base, cookie } = await app().begin();
    expect((await app().request(`${base}/view-data`, { headers: { origin, cookie } })).status).toBe(403);
  });
});
