import { oauthPolicy, POLICY_ID } from './support/documents.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const SYSTEM = '/v1/management/tenants/mine/authentication-policies';
const ORGANIZATION = '/v1/management/organizations/org/tenants/mine/authentication-policies';
const READ = 'idp:authentication-policy-config:read';

describe('POST authentication-policies/simulate', () => {
  const app = withApp();

  it.each([SYSTEM, ORGANIZATION])('answers at %s what a document makes of facts, and stores nothing', async (base) => {
    const headers = await operator(app(), { permissions: [READ] });
    const body = {
      policy_configuration: oauthPolicy(),
      request: { client_id: 'web-app', scopes: ['openid'] },
      interactions: { 'password-authentication': { success_count: 1 } },
    };
    const answer = await app().post(`${base}/simulate`, body, headers);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await answer.json()).toMatchObject({
      policy: { index: 0, fallback: false, built_in: false },
      state: 'success',
      required_methods: [],
      granted_scopes: ['openid'],
      findings: [],
    });
    const list = (await (await app().request(base, { headers })).json()) as { total_count: number };
    expect(list.total_count).toBe(0);
  });

  it('lists violations as a write does', async () => {
    const answer = await app().post(`${SYSTEM}/simulate`, { policy_configuration: {} }, await operator(app()));
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        error: 'invalid_request',
        error_description: 'Validation failed',
        violations: [
          { pointer: '/policy_configuration/flow', message: 'required' },
          { pointer: '/policy_configuration/policies', message: 'required' },
        ],
      },
    ]);
  });

  it('needs the permission to read policies', async () => {
    const headers = await operator(app(), { permissions: ['idp:authentication-policy-config:create'] });
    const answer = await app().post(`${SYSTEM}/simulate`, {}, headers);
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { error_description: `Permission '${READ}' is required` },
    ]);
    expect((await app().post(`${SYSTEM}/simulate`, {})).status).toBe(401);
  });

  it('knows the documents of its own tenant alone', async () => {
    const headers = await operator(app());
    await app().post(SYSTEM, oauthPolicy(), headers);
    const simulate = async (tenant: string): Promise<number> =>
      (
        await app().post(
          `/v1/management/tenants/${tenant}/authentication-policies/simulate`,
          { id: POLICY_ID },
          headers,
        )
      ).status;
    expect([await simulate('mine'), await simulate('other')]).toEqual([200, 404]);
  });

  it('is a POST of JSON', async () => {
    const headers = await operator(app());
    const get = await app().request(`${SYSTEM}/simulate`, { headers });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    const text = await app().post(`${SYSTEM}/simulate`, 'x', { ...headers, 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    const html = await app().post(`${SYSTEM}/simulate`, {}, { ...headers, accept: 'text/html' });
    expect(html.status).toBe(406);
  });
});

describe('GET authentication-policies/{id}/diagram', () => {
  const app = withApp();
  const read = async (path: string, more: Record<string, string> = {}): Promise<Response> =>
    app().request(path, { headers: { ...(await operator(app(), { permissions: [READ] })), ...more } });

  beforeEach(async () => {
    await app().post(SYSTEM, oauthPolicy(), await operator(app()));
  });

  it.each([SYSTEM, ORGANIZATION])('draws at %s, whatever the caller accepts', async (base) => {
    for (const accept of ['text/plain', 'application/json', '*/*']) {
      const answer = await read(`${base}/${POLICY_ID}/diagram`, { accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/vnd.mermaid; charset=utf-8']);
      expect(await answer.text()).toMatch(/^flowchart LR\n {2}policy\("password alone<br\/>priority 10/);
    }
  });

  it('refuses a position that there is not, after an id that there is not', async () => {
    const answer = await read(`${SYSTEM}/${POLICY_ID}/diagram?policy=1`);
    expect([answer.status, await answer.json()]).toMatchObject([400, { violations: [{ pointer: '/policy' }] }]);
    expect((await read(`${SYSTEM}/${POLICY_ID}/diagram?policy=-1`)).status).toBe(400);
    expect((await read(`${SYSTEM}/unknown/diagram?policy=-1`)).status).toBe(404);
    expect((await read(`/v1/management/tenants/other/authentication-policies/${POLICY_ID}/diagram`)).status).toBe(404);
  });

  it('needs the permission to read policies, and is a GET', async () => {
    const headers = await operator(app(), { permissions: [] });
    expect((await app().request(`${SYSTEM}/${POLICY_ID}/diagram`, { headers })).status).toBe(403);
    const posted = await app().post(`${SYSTEM}/${POLICY_ID}/diagram`, {}, headers);
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});
