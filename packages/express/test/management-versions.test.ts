import type { JsonObject } from '@tessera/core';
import { CONFIGURATION_ID, externalSms, oauthPolicy, POLICY_ID, smsConfiguration } from './support/documents.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations/org/tenants/mine';
const OTHER_ID = 'b2f6a1de-0c51-4a2b-8f59-3a6de2f0c0aa';

describe.each([
  ['authentication-configurations', 'authentication-config', CONFIGURATION_ID, smsConfiguration],
  ['authentication-policies', 'authentication-policy-config', POLICY_ID, oauthPolicy],
])('versions of %s', (resource, permission, id, document) => {
  const app = withApp();
  const base = `${BASE}/${resource}`;
  let headers: Record<string, string>;
  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    app().request(`${base}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const read = async (path: string): Promise<unknown> => (await send('GET', path)).json();
  const rollback = (body: unknown, query = '', more: Record<string, string> = {}): Promise<Response> =>
    send('POST', `/${id}/rollback${query}`, body, more);

  beforeEach(async () => {
    headers = await operator(app());
    await send('POST', '', document({ id }));
    await send('PUT', `/${id}`, document({ id, enabled: false }));
  });

  it('are listed newest first, with author and operation, and survive deletion', async () => {
    await send('DELETE', `/${id}`);
    const name = expect.stringMatching(/^client:operator-/) as unknown;
    const version = (number: number, operation: string): unknown => ({
      version: number,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
      operator: name,
      operation,
    });
    expect(await read(`/${id}/versions`)).toEqual({
      list: [version(3, 'delete'), version(2, 'update'), version(1, 'create')],
      total_count: 3,
      limit: 20,
      offset: 0,
    });
    expect(await read(`/${id}/versions?limit=1&offset=1`)).toMatchObject({ list: [{ version: 2 }], total_count: 3 });
    expect(await read(`/${id}/versions/1`)).toMatchObject({ id, enabled: true });
  });

  it('are shown one by one; a deletion and a number never given are not found', async () => {
    await send('DELETE', `/${id}`);
    expect(await read(`/${id}/versions/2`)).toMatchObject({ id, enabled: false });
    for (const unknown of ['3', '4', '0', '-1', '1.0', 'x', '9'.repeat(30)]) {
      expect([unknown, (await send('GET', `/${id}/versions/${unknown}`)).status]).toEqual([unknown, 404]);
    }
  });

  it('are compared', async () => {
    expect(await read(`/${id}/versions/diff?from=1&to=2`)).toEqual({
      from: 1,
      to: 2,
      diff: [{ pointer: '/enabled', before: true, after: false }],
    });
    expect(await read(`/${id}/versions/diff?from=2&to=2`)).toMatchObject({ diff: [] });
  });

  it.each([
    ['', ['/from', '/to']],
    ['?from=1', ['/to']],
    ['?from=one&to=2', ['/from']],
    ['?from=0&to=2', ['/from']],
    ['?from=1&from=2&to=1', ['/from']],
    ['?from=7&to=8', ['/from', '/to']],
  ])('are not compared with the parameters %s', async (query, pointers) => {
    const answer = await send('GET', `/${id}/versions/diff${query}`);
    const { violations } = (await answer.json()) as { violations: { pointer: string }[] };
    expect([answer.status, violations.map(({ pointer }) => pointer)]).toEqual([400, pointers]);
  });

  it('come back by a rollback, which is a version of its own', async () => {
    const answer = await rollback({ version: 1 });
    expect([answer.status, answer.headers.get('etag'), await answer.json()]).toMatchObject([
      200,
      '"3"',
      { dry_run: false, result: { enabled: true }, diff: [{ pointer: '/enabled', before: false, after: true }] },
    ]);
    expect(await read(`/${id}`)).toMatchObject({ enabled: true });
    expect(await read(`/${id}/versions?limit=1`)).toMatchObject({ list: [{ version: 3, operation: 'rollback' }] });
  });

  it('stay as they are on a dry run of a rollback', async () => {
    const answer = await rollback({ version: 1 }, '?dry_run=true');
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, null]);
    expect(await answer.json()).toMatchObject({ dry_run: true, diff: [{ pointer: '/enabled' }] });
    expect(await read(`/${id}`)).toMatchObject({ enabled: false });
    expect(await read(`/${id}/versions`)).toMatchObject({ total_count: 2 });
  });

  it.each<[unknown, string]>([
    [{}, '/version'],
    [{ version: 9 }, '/version'],
    [{ version: 0 }, '/version'],
    [{ version: '1' }, '/version'],
    [{ version: 1.5 }, '/version'],
    [{ version: null }, '/version'],
    [{ version: 1, force: true }, '/force'],
    [[], ''],
    ['"1"', ''],
  ])('are not rolled back to with the body %j', async (body, pointer) => {
    for (const query of ['', '?dry_run=1']) {
      const answer = await rollback(body, query);
      const { violations } = (await answer.json()) as { violations: { pointer: string }[] };
      expect([answer.status, violations.map((violation) => violation.pointer)]).toEqual([400, [pointer]]);
    }
    expect(await read(`/${id}/versions`)).toMatchObject({ total_count: 2 });
  });

  it('are rolled back to only when nobody was faster, if the caller wants to know', async () => {
    expect((await rollback({ version: 1 }, '', { 'if-match': '"1"' })).status).toBe(412);
    expect((await rollback({ version: 1 }, '?dry_run=1', { 'if-match': '"1"' })).status).toBe(412);
    const both = await Promise.all([1, 2].map((version) => rollback({ version }, '', { 'if-match': '"2"' })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('bring a deleted document back to life', async () => {
    await send('DELETE', `/${id}`);
    const refused = await rollback({ version: 3 });
    expect([refused.status, await refused.json()]).toMatchObject([400, { violations: [{ pointer: '/version' }] }]);
    expect((await rollback({ version: 1 }, '', { 'if-match': '"3"' })).status).toBe(412);
    expect((await rollback({ version: 1 }, '?dry_run=1')).status).toBe(200);
    expect((await send('GET', `/${id}`)).status).toBe(404);
    const answer = await rollback({ version: 1 });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"4"']);
    expect(await read(`/${id}`)).toMatchObject({ enabled: true });
  });

  it('do not come back while another document has the type or flow', async () => {
    await send('DELETE', `/${id}`);
    expect((await send('POST', '', document({ id: OTHER_ID }))).status).toBe(201);
    for (const query of ['', '?dry_run=1']) {
      const answer = await rollback({ version: 1 }, query);
      expect([answer.status, await answer.json()]).toMatchObject([
        409,
        { error: 'conflict', conflicting_id: OTHER_ID },
      ]);
    }
  });

  it('ask for the permission of each call', async () => {
    const may = async (action: string): Promise<void> => {
      headers = await operator(app(), { permissions: [`idp:${permission}:${action}`] });
    };
    await may('create');
    for (const path of ['/versions', '/versions/1', '/versions/diff?from=1&to=2']) {
      const answer = await send('GET', `/${id}${path}`);
      expect([answer.status, await answer.json()]).toEqual([
        403,
        { error: 'access_denied', error_description: `Permission 'idp:${permission}:read' is required` },
      ]);
    }
    expect((await rollback({ version: 1 })).status).toBe(403);
    await may('read');
    expect((await send('GET', `/${id}/versions`)).status).toBe(200);
    await may('update');
    expect((await rollback({ version: 1 })).status).toBe(200);
    await may('delete');
    await send('DELETE', `/${id}`);
    await may('update');
    const recreation = await rollback({ version: 1 });
    expect([recreation.status, await recreation.json()]).toMatchObject([
      403,
      { error_description: `Permission 'idp:${permission}:create' is required` },
    ]);
  });

  it('are unknown in another tenant, under another id and to a foreign operator', async () => {
    const elsewhere = `/v1/management/tenants/other/${resource}/${id}`;
    const foreign = await operator(app(), { tenantId: 'other' });
    for (const path of ['/versions', '/versions/1', '/versions/diff?from=1&to=2']) {
      expect((await app().request(elsewhere + path, { headers })).status).toBe(404);
      expect((await send('GET', `/${OTHER_ID}${path}`)).status).toBe(404);
      expect((await send('GET', `/not-a-uuid${path}`)).status).toBe(404);
      expect((await app().request(`${base}/${id}${path}`, { headers: foreign })).status).toBe(401);
    }
    expect((await app().post(`${elsewhere}/rollback`, { version: 1 }, headers)).status).toBe(404);
    expect((await send('POST', `/${OTHER_ID}/rollback`, 'broken')).status).toBe(404);
  });

  it('answer other methods with 405', async () => {
    const methods = await Promise.all([
      send('POST', `/${id}/versions`, {}),
      send('DELETE', `/${id}/versions/1`),
      send('PUT', `/${id}/versions/diff`, {}),
      send('GET', `/${id}/rollback`),
    ]);
    expect(methods.map(({ status }) => status)).toEqual([405, 405, 405, 405]);
    expect(methods.map((answer) => answer.headers.get('allow'))).toEqual([
      'GET, HEAD',
      'GET, HEAD',
      'GET, HEAD',
      'POST',
    ]);
  });
});

describe('versions with secrets', () => {
  const app = withApp();
  const base = `${BASE}/authentication-configurations`;
  const FIRST = 'the-first-password-nobody-may-read';
  const SECOND = 'the-second-password-nobody-may-read';

  const storedPasswords = async (): Promise<string> => {
    const { documents, secrets } = app().dependencies;
    const stored = await documents.find('mine', 'authentication-configuration', CONFIGURATION_ID);
    const text = JSON.stringify(stored?.document);
    const sealed = /"password":"([^"]+)"/.exec(text)?.[1] ?? '';
    return secrets.open(sealed);
  };

  it('show a changed secret only as changed, and take the secret of the version rolled back to', async () => {
    const headers = { ...(await operator(app())), 'content-type': 'application/json' };
    const url = `${base}/${CONFIGURATION_ID}`;
    await app().post(base, externalSms(FIRST), headers);
    const put = (body: JsonObject): Promise<Response> =>
      app().request(url, { method: 'PUT', headers, body: JSON.stringify(body) });
    await put(externalSms(SECOND, 'https://new.example.com'));

    const answers = [
      await app().request(`${url}/versions`, { headers }),
      await app().request(`${url}/versions/1`, { headers }),
      await app().request(`${url}/versions/diff?from=1&to=2`, { headers }),
      await app().post(`${url}/rollback`, { version: 1 }, headers),
    ];
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    for (const text of texts) expect([text.includes(FIRST), text.includes(SECOND)]).toEqual([false, false]);
    const { diff } = JSON.parse(texts[2] ?? '') as { diff: { pointer: string }[] };
    expect(diff.filter(({ pointer }) => pointer.endsWith('/password'))).toEqual(
      ['sms-authentication-challenge', 'sms-authentication'].map((interaction) => ({
        pointer: `/interactions/${interaction}/execution/http_request/basic_authentication/password`,
        before: '********',
        after: '********',
        secret_changed: true,
      })),
    );
    expect(answers[3]?.status).toBe(200);
    expect(await storedPasswords()).toBe(JSON.stringify(FIRST));
  });
});
