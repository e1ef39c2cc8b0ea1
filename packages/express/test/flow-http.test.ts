import { TesseraError } from '@tessera/core';
import { withApp } from './support/test-app.js';

const NOT_FOUND = { error: 'not_found', error_description: 'Resource not found' };
const NO_TRANSACTION = { error: 'invalid_request', error_description: 'Authentication transaction not found' };
const NO_TENANT = { error: 'invalid_request', error_description: 'Tenant not found' };
/** Also with what is no error: a library may throw anything. */
const rejectWith = (fault: unknown): Promise<never> => Promise.resolve().then(() => Promise.reject(fault as Error));
const ACTIONS = ['password-authentication', 'authorize', 'deny'];

describe('the routes of the authorization flow', () => {
  const app = withApp();

  it('tell an unknown tenant before anything else', async () => {
    const { id } = await app().begin();
    for (const action of ACTIONS) {
      const answer = await app().post(`/unknown/v1/authorizations/${id}/${action}`, 'broken', {
        'content-type': 'text/plain',
      });
      expect([answer.status, await answer.json()]).toEqual([404, NO_TENANT]);
    }
    const read = await app().request(`/unknown/v1/authorizations/${id}/view-data`);
    expect([read.status, await read.json()]).toEqual([404, NO_TENANT]);
  });

  it('tell a malformed body before an unknown transaction', async () => {
    for (const action of ACTIONS) {
      const answer = await app().post(`/mine/v1/authorizations/unknown/${action}`, 'broken');
      expect(answer.status).toBe(400);
    }
  });

  it('tell an unknown transaction before wrong scopes, and before an unknown interaction', async () => {
    for (const action of ['authorize', 'unknown-interaction']) {
      const answer = await app().post(`/mine/v1/authorizations/unknown/${action}`, { denied_scopes: 'openid' });
      expect([answer.status, await answer.json()]).toEqual([404, NO_TRANSACTION]);
    }
  });

  it('tell a foreign browser before wrong scopes and before an unknown interaction', async () => {
    const { base } = await app().begin();
    for (const action of ['authorize', 'unknown-interaction']) {
      const answer = await app().post(
        `${base}/${action}`,
        { denied_scopes: 'openid' },
        { cookie: 'IDP_AUTH_SESSION=x' },
      );
      expect(answer.status).toBe(401);
    }
  });

  it("do not know another tenant's transaction, on any route", async () => {
    const { id, cookie } = await app().begin('other');
    const base = `/mine/v1/authorizations/${id}`;
    const answers = await Promise.all([
      ...[...ACTIONS, 'authentication-cancel', 'unknown'].map((action) =>
        app().post(`${base}/${action}`, {}, { cookie }),
      ),
      ...['view-data', 'authentication-status'].map((read) =>
        app().request(`${base}/${read}`, { headers: { cookie } }),
      ),
    ]);
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([404, NO_TRANSACTION]);
    expect((await app().request(`/other/v1/authorizations/${id}/view-data`, { headers: { cookie } })).status).toBe(200);
  });

  it('answer without the tenant in the path', async () => {
    const { id } = await app().begin('other');
    const base = `/v1/authorizations/${id}`;
    const data = (await (await app().request(`${base}/view-data`)).json()) as { tenant_id: string };
    expect(data.tenant_id).toBe('other');
    expect((await app().request(`${base}/authentication-status`)).status).toBe(200);
    expect((await app().post(`${base}/deny`, {})).status).toBe(200);
    const gone = await app().post(`${base}/authorize`, {});
    expect([gone.status, await gone.json()]).toEqual([404, NO_TRANSACTION]);
  });

  it('show the interaction that is unknown', async () => {
    const { base } = await app().begin();
    const answer = await app().post(`${base}/fido-uaf`, {});
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'invalid_request', error_description: "Unknown interaction 'fido-uaf'" },
    ]);
    expect((await app().post(`${base}/__proto__`, {})).status).toBe(404);
    expect((await app().post(`${base}/constructor`, {})).status).toBe(404);
    expect((await app().post(`${base}/toString`, {})).status).toBe(404);
  });

  it('refuse other methods and say which there are', async () => {
    const { base } = await app().begin();
    const cases: [string, string, string][] = [
      ['POST', 'view-data', 'GET, HEAD'],
      ['DELETE', 'authentication-status', 'GET, HEAD'],
      ['GET', 'password-authentication', 'POST'],
      ['PUT', 'authorize', 'POST'],
      ['PATCH', 'deny', 'POST'],
    ];
    for (const [method, action, allow] of cases) {
      const answer = await app().request(`${base}/${action}`, { method });
      expect([method, answer.status, answer.headers.get('allow'), await answer.json()]).toEqual([
        method,
        405,
        allow,
        { error: 'invalid_request', error_description: 'The method is not allowed' },
      ]);
      const options = await app().request(`${base}/${action}`, { method: 'OPTIONS' });
      expect([options.status, options.headers.get('allow')]).toEqual([204, allow]);
    }
  });

  it('answer HEAD like GET without a body', async () => {
    const { base } = await app().begin();
    const answer = await app().request(`${base}/view-data`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it.each(['text/html', 'application/xml, text/plain;q=0.5', 'application/json;q=0, text/html'])(
    'have nothing but JSON for a caller that takes %s',
    async (accept) => {
      const { base } = await app().begin();
      const read = await app().request(`${base}/view-data`, { headers: { accept } });
      const call = await app().post(`${base}/authentication-cancel`, {}, { accept });
      const refusal = { error: 'invalid_request', error_description: 'The answer is available as JSON only' };
      expect([read.status, await read.json(), call.status]).toEqual([406, refusal, 406]);
      expect(await app().eventTypes()).toEqual(['authorization_started']);
    },
  );

  it.each([
    '/',
    '/mine',
    '/mine/v1',
    '/mine/v1/nothing',
    '/mine/v1/authorizations/x/y/z',
    '/v1/authorizations/x',
    '/v1/management',
    '/MINE/V1/Authorizations/x/view-data',
  ])('do not include %s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await app().request(path, { method });
      expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
    }
  });

  it('take a path that is no valid percent-encoding for an unknown one', async () => {
    const { id } = await app().begin();
    for (const path of [
      `/%ZZ/v1/authorizations/${id}/view-data`,
      '/mine/v1/authorizations/%C0%AF/view-data',
      '/%',
      '/mine/v1/authorizations/%/x',
    ]) {
      const answer = await app().request(path);
      expect([path, answer.status]).toEqual([path, 404]);
    }
    expect(app().faults).toEqual([]);
  });

  it('take an encoded path like a plain one, and never let it out of its segment', async () => {
    const { id } = await app().begin();
    expect((await app().request(`/%6dine/v1/authorizations/${id}/view-data`)).status).toBe(200);
    expect((await app().request(`/mine/v1/authorizations/${id}/view-data/`)).status).toBe(200);
    for (const path of [
      `/mine/v1/authorizations/..%2F${id}/view-data`,
      `/mine/v1/authorizations/${id}%00/view-data`,
      `/mine%00/v1/authorizations/${id}/view-data`,
    ]) {
      expect([path, (await app().request(path)).status]).toEqual([path, 404]);
    }
  });

  it('explain the state when asked to, and only then', async () => {
    const { base } = await app().begin();
    const status = async (query: string): Promise<object> =>
      (await (await app().request(`${base}/authentication-status${query}`)).json()) as object;
    expect(await status('?explain=true')).toHaveProperty('explain.policy');
    for (const query of ['', '?explain=false', '?explain=true&explain=true', '?explain[x]=true'])
      expect(await status(query)).not.toHaveProperty('explain');
  });

  it('answer 503 when a store is out of reach, and report the fault without the caller seeing it', async () => {
    const { base } = await app().begin();
    app().dependencies.transactions.find = () =>
      Promise.reject(new TesseraError('ERR_STORE_UNAVAILABLE', 'redis is down'));
    for (const call of [
      app().request(`${base}/view-data`),
      app().post(`${base}/authorize`, {}),
      app().post(`${base}/password-authentication`, {}),
    ]) {
      const answer = await call;
      expect([answer.status, await answer.json()]).toEqual([
        503,
        { error: 'server_error', error_description: 'The service is temporarily unavailable' },
      ]);
    }
    expect(app().faults).toHaveLength(3);
  });

  it.each([
    ['an unexpected error', new Error('secret detail')],
    ['a broken invariant', new TesseraError('ERR_INVARIANT', 'secret detail')],
    ['something that is no error', 'secret detail'],
  ])('answer 500 with the id of the request for %s', async (_what, fault) => {
    const { base } = await app().begin();
    app().dependencies.transactions.find = () => rejectWith(fault);
    const answer = await app().request(`${base}/view-data`, { headers: { 'x-request-id': 'my-id' } });
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { error: 'server_error', error_description: 'An unexpected error occurred', request_id: 'my-id' },
    ]);
    expect(app().faults).toMatchObject([{ requestId: 'my-id', method: 'GET', error: fault }]);
  });
});
