import type { JsonObject } from '@tessera/core';
import { aTenant } from '@tessera/testkit';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations';

describe('organizations', () => {
  const app = withApp();
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = await operator(app());
  });
  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    app().request(BASE + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const answerOf = async (response: Response): Promise<unknown[]> => [response.status, await response.json()];

  it('are created, listed, read, replaced and deleted', async () => {
    const created = await send('POST', '', { id: 'o1', name: 'Shop', url: 'https://shop.example.com' });
    expect([created.headers.get('location'), created.headers.get('etag')]).toEqual([`${BASE}/o1`, '"1"']);
    expect(await answerOf(created)).toMatchObject([
      201,
      { dry_run: false, result: { id: 'o1', name: 'Shop' }, warnings: [{ pointer: '/url' }] },
    ]);
    expect(await answerOf(await send('GET', '?limit=1&offset=3'))).toEqual([
      200,
      { list: [{ id: 'o1', name: 'Shop' }], total_count: 4, limit: 1, offset: 3 },
    ]);
    const put = await send('PUT', '/o1', { name: 'Store' }, { 'if-match': '"1"' });
    expect(await answerOf(put)).toMatchObject([200, { diff: [{ pointer: '/name', before: 'Shop', after: 'Store' }] }]);
    const read = await send('GET', '/o1');
    expect([read.headers.get('etag'), ...(await answerOf(read))]).toEqual(['"2"', 200, { id: 'o1', name: 'Store' }]);
    expect((await send('DELETE', '/o1', undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect(await answerOf(await send('DELETE', '/o1?dry_run=1'))).toEqual([200, { dry_run: true, id: 'o1' }]);
    expect((await send('DELETE', '/o1', undefined, { 'if-match': '"2"' })).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await send(method, '/o1')).status).toBe(404);
  });

  it('exist once, dry runs included, and are told what is wrong', async () => {
    for (const query of ['', '?dry_run=1'])
      expect(await answerOf(await send('POST', query, { id: 'org', name: 'x' }))).toMatchObject([
        409,
        { error: 'conflict', conflicting_id: 'org' },
      ]);
    expect(await answerOf(await send('POST', '', { id: 'a b' }))).toMatchObject([
      400,
      { violations: [{ pointer: '/name' }, { pointer: '/id' }] },
    ]);
    expect(await answerOf(await send('PUT', '/org', { id: 'other', name: 'x' }))).toMatchObject([
      400,
      { violations: [{ pointer: '/id' }] },
    ]);
    expect((await send('POST', '?dry_run=1', { id: 'o1', name: 'x' })).status).toBe(200);
    expect((await send('GET', '/o1')).status).toBe(404);
  });

  it('stay as long as they have tenants, and that of the administrators stays', async () => {
    for (const query of ['', '?dry_run=1']) {
      expect(await answerOf(await send('DELETE', `/org${query}`))).toEqual([
        409,
        { error: 'conflict', error_description: 'The organization still has tenants' },
      ]);
      expect(await answerOf(await send('DELETE', `/admin-org${query}`))).toMatchObject([
        409,
        { error_description: 'The organization of the administrators cannot be deleted' },
      ]);
    }
    expect((await send('DELETE', '/org/tenants/mine')).status).toBe(204);
    expect((await send('DELETE', '/org')).status).toBe(204);
  });

  it.each([
    ['POST', '', 'create'],
    ['GET', '', 'read'],
    ['GET', '/org', 'read'],
    ['PUT', '/org', 'update'],
    ['DELETE', '/org', 'delete'],
  ])('need a permission for %s %s', async (method, path, action) => {
    const others = ['create', 'read', 'update', 'delete'].filter((other) => other !== action);
    headers = await operator(app(), { permissions: others.map((other) => `idp:organization:${other}`) });
    expect(await answerOf(await send(method, path, method === 'GET' ? undefined : {}))).toMatchObject([
      403,
      { error_description: `Permission 'idp:organization:${action}' is required` },
    ]);
  });

  it("are out of reach for an organization's own operators", async () => {
    const { directory } = app().dependencies;
    await directory.insertTenant(aTenant({ id: 'home', organizationId: 'org', type: 'ORGANIZER' }));
    headers = await operator(app(), { tenantId: 'home' });
    expect((await send('GET', '/org')).status).toBe(401);
    expect((await send('GET', '/org/tenants/mine')).status).toBe(200);
  });

  it('are written once by parallel writers who name the version', async () => {
    const write = (): Promise<Response> => send('PUT', '/org', { name: 'x' }, { 'if-match': '"1"' });
    const statuses = (await Promise.all([write(), write(), write()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412]);
  });
});

describe.each(['/v1/management/organizations/org/tenants', '/v1/management/tenants'])('DELETE %s/{id}', (base) => {
  const app = withApp();
  const remove = async (
    path: string,
    headers: Record<string, string>,
    more: Record<string, string> = {},
  ): Promise<Response> => app().request(base + path, { method: 'DELETE', headers: { ...headers, ...more } });

  it('makes a tenant unknown with everything in it, and is on record where the operator lives', async () => {
    const headers = await operator(app());
    await app().user();
    expect((await remove('/mine', headers, { 'if-match': '"7"' })).status).toBe(412);
    const dry = await remove('/mine?dry_run=1', headers);
    expect([dry.status, await dry.json()]).toEqual([200, { dry_run: true, id: 'mine' }]);
    const { id, cookie } = await app().begin();
    expect((await remove('/mine', headers)).status).toBe(204);
    expect((await remove('/mine', headers)).status).toBe(404);
    const status = await app().request(`/mine/v1/authorizations/${id}/authentication-status`, { headers: { cookie } });
    expect(status.status).toBe(404);
    const { users, auditLog } = app().dependencies;
    expect((await users.list('mine', { limit: 1, offset: 0 })).totalCount).toBe(0);
    const { list } = await auditLog.query('admin', { limit: 1, offset: 0 });
    expect(list).toMatchObject([{ resource: 'tenants', resourceId: 'mine', operation: 'delete' }]);
  });

  it('needs its permission', async () => {
    const headers = await operator(app(), { permissions: ['idp:tenant:read', 'idp:tenant:update'] });
    expect((await remove('/mine', headers)).status).toBe(403);
  });
});

describe('tenants that stay', () => {
  const app = withApp();

  it('are the admin tenant and the one the operator lives in', async () => {
    const headers = await operator(app());
    const admin = await app().request('/v1/management/tenants/admin', { method: 'DELETE', headers });
    expect([admin.status, await admin.json()]).toMatchObject([
      409,
      { error_description: 'The admin tenant cannot be deleted' },
    ]);
    const { directory } = app().dependencies;
    await directory.insertTenant(aTenant({ id: 'home', organizationId: 'org', type: 'ORGANIZER' }));
    const own = await operator(app(), { tenantId: 'home' });
    const path = '/v1/management/organizations/org/tenants/home';
    expect((await app().request(path, { method: 'DELETE', headers: own })).status).toBe(409);
    expect((await app().request(path, { method: 'DELETE', headers })).status).toBe(204);
  });
});

describe('operators of assigned tenants', () => {
  const app = withApp();
  const TENANTS = '/v1/management/organizations/org/tenants';

  it('reach those and see no others', async () => {
    const { directory, users } = app().dependencies;
    await directory.insertTenant(aTenant({ id: 'home', organizationId: 'org', type: 'ORGANIZER' }));
    await directory.insertTenant(aTenant({ id: 'second', organizationId: 'org' }));
    const admin = await operator(app());
    const json = { ...admin, 'content-type': 'application/json' };
    const own = await operator(app(), { tenantId: 'home', kind: 'user' });
    const sub = own.authorization.slice('Bearer '.length);
    const put = async (body: JsonObject): Promise<Response> =>
      app().request(`${TENANTS}/home/users/${sub}`, {
        method: 'PUT',
        headers: json,
        body: JSON.stringify({ email: 'operator@example.com', ...body }),
      });
    expect((await put({ assigned_tenants: ['mine', 'home'] })).status).toBe(200);
    expect((await put({})).status).toBe(200);
    expect((await users.findById('home', sub))?.assignedTenants).toEqual(['mine', 'home']);

    const statusOf = async (path: string): Promise<number> =>
      (await app().request(TENANTS + path, { headers: own })).status;
    expect(await Promise.all(['/mine', '/mine/users', '/second', '/home', '/home/users'].map(statusOf))).toEqual([
      200, 200, 404, 404, 404,
    ]);
    const list = (await (await app().request(TENANTS, { headers: own })).json()) as JsonObject;
    expect(list).toMatchObject({ total_count: 2 });
    const created = await app().request(TENANTS, {
      method: 'POST',
      headers: { ...own, 'content-type': 'application/json' },
      body: '{"name":"x"}',
    });
    expect(created.status).toBe(403);
    expect((await put({ assigned_tenants: null })).status).toBe(200);
    expect(await statusOf('/second')).toBe(200);
  });
});
