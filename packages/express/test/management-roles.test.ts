import { PERMISSIONS } from '@tessera/core';
import type { JsonObject } from '@tessera/core';
import { aClient } from '@tessera/testkit';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations/org/tenants/mine';
const NOT_FOUND = { error: 'not_found', error_description: 'Resource not found' };
const ROLE = { id: 'support', name: 'Support', description: 'Answers the phone', permissions: ['idp:user:read'] };

describe('roles', () => {
  const app = withApp();
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = await operator(app());
  });
  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    app().request(`${BASE}/roles${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers, ...more },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const list = async (): Promise<unknown> => ((await (await send('GET', '')).json()) as { list: unknown }).list;
  const pointers = async (answer: Response): Promise<unknown[]> => [
    answer.status,
    ...((await answer.json()) as { violations: { pointer: string }[] }).violations.map(({ pointer }) => pointer),
  ];

  it('are created, listed, read, replaced and deleted', async () => {
    const created = await send('POST', '', ROLE);
    expect([created.status, created.headers.get('location'), created.headers.get('etag')]).toEqual([
      201,
      `${BASE}/roles/support`,
      '"1"',
    ]);
    expect(await created.json()).toEqual({ dry_run: false, result: ROLE });
    expect(await list()).toEqual([ROLE]);
    const next = { name: 'Support', permissions: ['idp:user:*'] };
    const replaced = await send('PUT', '/support', next);
    expect([replaced.status, replaced.headers.get('etag'), await replaced.json()]).toEqual([
      200,
      '"2"',
      {
        dry_run: false,
        result: { id: 'support', ...next },
        diff: [
          { pointer: '/description', before: ROLE.description },
          { pointer: '/permissions', before: ROLE.permissions, after: next.permissions },
        ],
      },
    ]);
    expect(await (await send('GET', '/support')).json()).toEqual({ id: 'support', ...next });
    expect((await send('DELETE', '/support')).status).toBe(204);
    for (const [method, body] of [['GET'], ['PUT', '{'], ['DELETE']] as const) {
      const answer = await send(method, '/support', body);
      expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
    }
  });

  it('are refused with all violations, unknown permissions among them', async () => {
    const posted = {
      id: 'a b',
      name: 1,
      description: [],
      permissions: ['idp:user:read', 'idp:user:fly', 'idp:*:read', 7],
    };
    const expected = [400, '/description', '/id', '/name', '/permissions/1', '/permissions/2', '/permissions/3'];
    const [status, ...found] = await pointers(await send('POST', '', posted));
    expect([status, ...(found as string[]).sort()]).toEqual(expected);
    expect(await pointers(await send('POST', '?dry_run=1', {}))).toEqual([400, '/name', '/permissions']);
    expect(await pointers(await send('POST', '', []))).toEqual([400, '']);
    await send('POST', '', ROLE);
    expect(await pointers(await send('PUT', '/support', { ...ROLE, id: 'other' }))).toEqual([400, '/id']);
  });

  it('warn of what has no effect', async () => {
    const answer = await send('POST', '', { ...ROLE, tenant_id: 'other' });
    expect(await answer.json()).toMatchObject({ warnings: [{ code: 'unknown_field', pointer: '/tenant_id' }] });
    expect(await app().dependencies.directory.listRoles('other')).toEqual([]);
  });

  it.each([
    ['id', { ...ROLE, name: 'Another' }],
    ['name', { ...ROLE, id: 'another' }],
  ])('exist once by %s, dry runs included', async (_name, clash) => {
    await send('POST', '', ROLE);
    for (const query of ['', '?dry_run=1']) {
      const answer = await send('POST', query, clash);
      expect([answer.status, await answer.json()]).toMatchObject([
        409,
        { error: 'conflict', conflicting_id: 'support' },
      ]);
    }
    await send('POST', '', { ...ROLE, id: 'third', name: 'Third' });
    expect((await send('PUT', '/third', { ...ROLE, id: 'third' })).status).toBe(409);
  });

  it('store nothing on a dry run', async () => {
    expect(await (await send('POST', '?dry_run=1', ROLE)).json()).toEqual({ dry_run: true, result: ROLE });
    expect(await list()).toEqual([]);
    await send('POST', '', ROLE);
    expect((await send('PUT', '/support?dry_run=1', { name: 'Support', permissions: [] })).status).toBe(200);
    expect(await (await send('DELETE', '/support?dry_run=1')).json()).toEqual({ dry_run: true, id: 'support' });
    expect(await list()).toEqual([ROLE]);
  });

  it.each(['user', 'client'])('are neither deleted nor renamed while a %s has them', async (holder) => {
    await send('POST', '', ROLE);
    if (holder === 'user') await app().user({ roles: ['Support'] });
    else
      await app().dependencies.directory.insertClient(
        aClient({ tenantId: 'mine', clientId: 'job', roles: ['Support'], enabled: false }),
      );
    for (const [method, path, body] of [
      ['DELETE', '/support'],
      ['DELETE', '/support?dry_run=1'],
      ['PUT', '/support', { ...ROLE, name: 'Renamed' }],
    ] as const) {
      const answer = await send(method, path, body);
      expect([answer.status, await answer.json()]).toEqual([
        409,
        { error: 'conflict', error_description: 'The role is in use' },
      ]);
    }
    expect((await send('PUT', '/support', { ...ROLE, permissions: [] })).status).toBe(200);
  });

  it('are written only when nobody was faster, if the caller wants to know', async () => {
    await send('POST', '', ROLE);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send('PUT', '/support', ROLE, { 'if-match': '"1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    expect((await send('DELETE', '/support', undefined, { 'if-match': '"1"' })).status).toBe(412);
    const careless = await Promise.all(Array.from({ length: 4 }, () => send('PUT', '/support', ROLE)));
    expect(careless.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await send('DELETE', '/support', undefined, { 'if-match': '"6"' })).status).toBe(204);
  });

  it('give nobody more than the operator has', async () => {
    await send('POST', '', { ...ROLE, id: 'power', name: 'Power', permissions: ['*'] });
    await send('POST', '', ROLE);
    headers = await operator(app(), { permissions: ['idp:role:*', 'idp:user:read'] });
    const refused = { error: 'access_denied', error_description: "This would exceed the operator's own permissions" };
    for (const [method, path, body] of [
      ['POST', '', { name: 'Mine', permissions: ['idp:user:delete'] }],
      ['POST', '', { name: 'Mine', permissions: ['*'] }],
      ['POST', '?dry_run=1', { name: 'Mine', permissions: ['idp:user:*'] }],
      ['PUT', '/support', { ...ROLE, permissions: ['idp:client:read'] }],
      ['PUT', '/power', { name: 'Power', permissions: [] }],
      ['DELETE', '/power'],
    ] as const) {
      const answer = await send(method, path, body);
      expect([method, answer.status, await answer.json()]).toEqual([method, 403, refused]);
    }
    expect((await send('POST', '', { name: 'Mine', permissions: ['idp:role:*'] })).status).toBe(201);
  });

  it('that an operator has are not changed by that operator', async () => {
    for (const kind of ['user', 'client'] as const) {
      const own = await operator(app(), { kind });
      const id = own.authorization.replace('Bearer ', '');
      const answer = await app().request(`/v1/management/tenants/admin/roles/${id}`, {
        method: 'PUT',
        headers: { ...own, 'content-type': 'application/json' },
        body: JSON.stringify({ name: id, permissions: ['idp:*'] }),
      });
      expect([answer.status, await answer.json()]).toMatchObject([
        403,
        { error_description: 'Operators cannot change their own roles' },
      ]);
    }
  });

  it.each([
    ['POST', '', 'create'],
    ['GET', '', 'read'],
    ['GET', '/support', 'read'],
    ['PUT', '/support', 'update'],
    ['DELETE', '/support', 'delete'],
  ])('need a permission for %s %s', async (method, path, action) => {
    const others = ['create', 'read', 'update', 'delete'].filter((other) => other !== action);
    headers = await operator(app(), { permissions: others.map((other) => `idp:role:${other}`) });
    const answer = await send(method, path, method === 'POST' || method === 'PUT' ? {} : undefined);
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { error_description: `Permission 'idp:role:${action}' is required` },
    ]);
  });

  it('of another tenant look like unknown ones', async () => {
    await app().dependencies.directory.insertRole({ ...ROLE, tenantId: 'other' });
    for (const id of ['support', 'unknown']) {
      for (const [method, body] of [['GET'], ['PUT', ROLE], ['DELETE']] as const) {
        const answer = await send(method, `/${id}`, body);
        expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
      }
    }
    expect(await app().dependencies.directory.listRoles('other')).toHaveLength(1);
  });

  it('hold permissions of a list that can be read', async () => {
    const answer = await app().request(`${BASE}/permissions?limit=1000`, { headers });
    const page = (await answer.json()) as JsonObject;
    expect([answer.status, page['list'], page['total_count']]).toEqual([200, PERMISSIONS, PERMISSIONS.length]);
    expect(PERMISSIONS).toContain('idp:authentication-policy-config:update');
    const weak = await operator(app(), { permissions: ['idp:role:*'] });
    expect((await app().request(`${BASE}/permissions`, { headers: weak })).status).toBe(403);
  });
});
