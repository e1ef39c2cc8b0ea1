import type { JsonObject, SsoSession } from '@tessera/core';
import { memorySessions } from './support/memory-sessions.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations/org/tenants/mine/users';
const NOT_FOUND = { error: 'not_found', error_description: 'Resource not found' };

interface Envelope {
  dry_run: boolean;
  result: JsonObject;
  diff?: { pointer: string; before?: unknown; after?: unknown }[];
  warnings?: { code: string; pointer: string }[];
}

describe('users', () => {
  const sessions = memorySessions();
  const app = withApp({ sessions });
  let headers: Record<string, string>;
  beforeEach(async () => {
    sessions.living.clear();
    headers = await operator(app());
  });
  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    app().request(BASE + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers, ...more },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const create = async (more: JsonObject = {}): Promise<{ sub: string; etag: string; result: JsonObject }> => {
    const answer = await send('POST', '', { email: 'ann@example.com', raw_password: 'Correct-Horse-42!', ...more });
    const { result } = (await answer.json()) as Envelope;
    return { sub: result['sub'] as string, etag: answer.headers.get('etag') ?? '', result };
  };
  const read = async (sub: string): Promise<JsonObject> => (await (await send('GET', `/${sub}`)).json()) as JsonObject;
  const role = async (name: string, ...permissions: string[]): Promise<void> => {
    await app().dependencies.directory.insertRole({ tenantId: 'mine', id: name, name, permissions });
  };
  const violations = async (answer: Response): Promise<[number, string[]]> => [
    answer.status,
    ((await answer.json()) as { violations: { pointer: string }[] }).violations.map(({ pointer }) => pointer),
  ];
  const openSession = (sub: string): void => {
    const session: SsoSession = {
      id: 's1',
      sub,
      factors: [],
      amr: [],
      authenticatedAt: 0,
      startedAt: 0,
      clientIds: [],
    };
    sessions.living.set('s1', session);
  };

  it('are created with every field, and the password is never shown', async () => {
    await role('reader', 'idp:user:read');
    const answer = await send('POST', '', {
      sub: 'brought-over-1',
      external_user_id: 'U-1',
      preferred_username: 'ann',
      email: 'Ann@example.com',
      email_verified: true,
      phone_number: '+81 90-1234-5678',
      name: 'Ann',
      locale: 'ja-JP',
      address: { country: 'JP' },
      custom_properties: { tier: 3 },
      status: 'INITIALIZED',
      roles: ['reader'],
      raw_password: 'Correct-Horse-42!',
    });
    const text = await answer.text();
    const { result, warnings } = JSON.parse(text) as Envelope;
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `${BASE}/brought-over-1`]);
    expect(text).not.toContain('Correct-Horse');
    expect([result, warnings]).toMatchObject([
      {
        sub: 'brought-over-1',
        provider_id: 'tessera',
        external_user_id: 'U-1',
        preferred_username: 'ann',
        email_verified: true,
        phone_number: '+819012345678',
        phone_number_verified: false,
        name: 'Ann',
        address: { country: 'JP' },
        custom_properties: { tier: 3 },
        status: 'INITIALIZED',
        roles: ['reader'],
        has_password: true,
      },
      undefined,
    ]);
    expect(await read('brought-over-1')).toEqual(result);
    const stored = await app().dependencies.users.findById('mine', 'brought-over-1');
    expect(stored?.passwordHash).toBe('plain:Correct-Horse-42!');
  });

  it('tell which fields have no effect', async () => {
    const { warnings } = (await (
      await send('POST', '', { email: 'a@example.com', tenant_id: 'other', provider_id: 'ldap', shoe_size: 43 })
    ).json()) as Envelope;
    expect(warnings?.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['ignored_field', '/provider_id'],
      ['unknown_field', '/tenant_id'],
      ['unknown_field', '/shoe_size'],
    ]);
    expect(await app().dependencies.users.findByEmail('other', 'a@example.com')).toEqual([]);
  });

  it('are refused with all violations at once', async () => {
    const answer = await send('POST', '', {
      email: 'no address',
      phone_number: '12',
      status: 'ASLEEP',
      roles: ['unknown', 7],
      custom_properties: [],
      name: 1,
      email_verified: 'yes',
      raw_password: 'short',
    });
    const [status, pointers] = await violations(answer);
    expect(status).toBe(400);
    expect(pointers.sort()).toEqual(
      [
        '/email',
        '/phone_number',
        '/status',
        '/roles/0',
        '/roles/1',
        '/custom_properties',
        '/name',
        '/email_verified',
        '/raw_password',
      ].sort(),
    );
  });

  it.each<[unknown, string]>([
    [[], ''],
    ['"x"', ''],
    [{}, '/email'],
    [
      { email: 'a@example.com', custom_properties: JSON.parse('{"a":{"__proto__":1}}') as unknown },
      '/custom_properties/a/__proto__',
    ],
  ])('are refused as %j', async (posted, pointer) => {
    expect(await violations(await send('POST', '', posted))).toEqual([400, [pointer]]);
  });

  it.each(['sub', 'email', 'preferred_username', 'external_user_id'])(
    'exist once by %s, dry runs included',
    async (name) => {
      const first = { sub: 'u1', email: 'ann@example.com', preferred_username: 'ann', external_user_id: 'U-1' };
      await create(first);
      const second = { sub: 'u2', email: 'bob@example.com', preferred_username: 'bob', external_user_id: 'U-2' };
      const clash = { ...second, [name]: first[name as keyof typeof first] };
      for (const query of ['', '?dry_run=true']) {
        const answer = await send('POST', query, clash);
        expect([answer.status, await answer.json()]).toMatchObject([409, { error: 'conflict', conflicting_id: 'u1' }]);
      }
      await create(second);
      if (name !== 'sub')
        expect((await send('PUT', '/u2', { ...second, [name]: clash[name as keyof typeof clash] })).status).toBe(409);
    },
  );

  it('are listed by filter and page', async () => {
    await create({ preferred_username: 'ann', phone_number: '+819012345678' });
    await create({ email: 'bob@example.com', status: 'DISABLED' });
    const list = async (query: string): Promise<unknown[]> => {
      const page = (await (await send('GET', query)).json()) as { list: JsonObject[]; total_count: number };
      return [page.total_count, ...page.list.map(({ email }) => email)];
    };
    expect(await list('')).toEqual([2, 'ann@example.com', 'bob@example.com']);
    expect(await list('?limit=1&offset=1')).toEqual([2, 'bob@example.com']);
    expect(await list('?email=ANN@example.com')).toEqual([1, 'ann@example.com']);
    expect(await list('?phone_number=%2B81-90-1234-5678')).toEqual([1, 'ann@example.com']);
    expect(await list('?preferred_username=ann')).toEqual([1, 'ann@example.com']);
    expect(await list('?status=DISABLED')).toEqual([1, 'bob@example.com']);
    expect(await list('?status=DISABLED&email=ann@example.com')).toEqual([0]);
    expect(await violations(await send('GET', '?status=ASLEEP&limit=0'))).toEqual([400, ['/status', '/limit']]);
  });

  it('store nothing on a dry run', async () => {
    const answer = await send('POST', '?dry_run=true', { email: 'ann@example.com' });
    expect([answer.status, answer.headers.get('location'), answer.headers.get('etag')]).toEqual([200, null, null]);
    expect(await answer.json()).toMatchObject({ dry_run: true, result: { email: 'ann@example.com' } });
    const { sub, result } = await create();
    openSession(sub);
    const put = (await (await send('PUT', `/${sub}?dry_run=1`, { email: 'new@example.com' })).json()) as Envelope;
    expect(put).toMatchObject({ dry_run: true, result: { email: 'new@example.com' } });
    expect((await send('PATCH', `/${sub}?dry_run=1`, { status: 'LOCKED' })).status).toBe(200);
    expect(await (await send('DELETE', `/${sub}?dry_run=1`)).json()).toEqual({ dry_run: true, id: sub });
    expect([await read(sub), sessions.living.size]).toEqual([result, 1]);
    const { total_count: count } = (await (await send('GET', '')).json()) as { total_count: number };
    expect(count).toBe(1);
  });

  it('are replaced as a whole, but for status, roles, password and what was verified of the same address', async () => {
    await role('reader', 'idp:user:read');
    const { sub } = await create({ name: 'Ann', custom_properties: { a: 1 }, email_verified: true, roles: ['reader'] });
    const { result, diff } = (await (
      await send('PUT', `/${sub}`, { email: 'ann@example.com', locale: 'en', raw_password: '********' })
    ).json()) as Envelope;
    expect(result).toMatchObject({
      email_verified: true,
      roles: ['reader'],
      status: 'REGISTERED',
      custom_properties: {},
      locale: 'en',
      has_password: true,
    });
    expect(result['name']).toBeUndefined();
    expect(diff?.map(({ pointer }) => pointer).sort()).toEqual(['/custom_properties/a', '/locale', '/name']);
    expect((await app().dependencies.users.findById('mine', sub))?.passwordHash).toBe('plain:Correct-Horse-42!');
    const moved = (await (await send('PUT', `/${sub}`, { email: 'new@example.com' })).json()) as Envelope;
    expect(moved.result['email_verified']).toBe(false);
    expect(await violations(await send('PUT', `/${sub}`, { email: 'new@example.com', sub: 'other' }))).toEqual([
      400,
      ['/sub'],
    ]);
    expect((await send('PUT', `/${sub}`, await read(sub))).status).toBe(200);
  });

  it.each(['LOCKED', 'DISABLED', 'SUSPENDED', 'DELETED'])('lose their sessions as %s', async (status) => {
    const { sub } = await create();
    openSession(sub);
    expect((await send('PATCH', `/${sub}`, { status: 'INITIALIZED' })).status).toBe(200);
    expect(sessions.living.size).toBe(1);
    const answer = await send('PATCH', `/${sub}`, { status });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { result: { status }, diff: [{ pointer: '/status', before: 'INITIALIZED', after: status }] },
    ]);
    expect([sessions.living.size, await app().eventTypes()]).toEqual([0, ['session_end']]);
  });

  it('get a new password that meets the policy, and lose their sessions', async () => {
    const { sub } = await create();
    openSession(sub);
    expect(await violations(await send('PATCH', `/${sub}`, { raw_password: 'x' }))).toEqual([400, ['/raw_password']]);
    expect(sessions.living.size).toBe(1);
    const answer = await send('PATCH', `/${sub}`, { raw_password: 'Another-Horse-43!' });
    expect(await answer.json()).toMatchObject({
      diff: [{ pointer: '/raw_password', before: '********', after: '********' }],
    });
    const stored = await app().dependencies.users.findById('mine', sub);
    expect([stored?.passwordHash, sessions.living.size]).toEqual(['plain:Another-Horse-43!', 0]);
  });

  it('are patched in status and password only', async () => {
    const { sub } = await create();
    expect(await violations(await send('PATCH', `/${sub}`, { email: 'x@example.com', status: 'x' }))).toEqual([
      400,
      ['/email', '/status'],
    ]);
    expect(await violations(await send('PATCH', `/${sub}`, {}))).toEqual([400, ['/status']]);
  });

  it('are deleted once, with their sessions', async () => {
    const { sub } = await create();
    openSession(sub);
    expect([(await send('DELETE', `/${sub}`)).status, sessions.living.size]).toEqual([204, 0]);
    for (const [method, body] of [['GET'], ['PUT', '{'], ['PATCH', '{'], ['DELETE']] as const) {
      const answer = await send(method, `/${sub}`, body);
      expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
    }
  });

  it('are written only when nobody was faster, if the caller wants to know', async () => {
    const { sub, etag } = await create();
    expect((await send('GET', `/${sub}`)).headers.get('etag')).toBe(etag);
    expect((await send('PATCH', `/${sub}`, { status: 'SUSPENDED' }, { 'if-match': etag })).status).toBe(200);
    for (const [method, body] of [
      ['PUT', { email: 'x@example.com' }],
      ['PATCH', { status: 'REGISTERED' }],
      ['DELETE'],
    ] as const) {
      const stale = await send(method, `/${sub}`, body, { 'if-match': etag });
      expect([stale.status, await stale.json()]).toMatchObject([412, { error: 'precondition_failed' }]);
    }
    expect(await read(sub)).toMatchObject({ status: 'SUSPENDED', email: 'ann@example.com' });
  });

  it('let one of several concurrent writers with the same version through', async () => {
    const { sub, etag } = await create();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        send('PUT', `/${sub}`, { email: 'ann@example.com', nickname: `n${index}` }, { 'if-match': etag }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
  });

  it.each([
    ['POST', '', 'create'],
    ['GET', '', 'read'],
    ['GET', '/u1', 'read'],
    ['PUT', '/u1', 'update'],
    ['PATCH', '/u1', 'update'],
    ['DELETE', '/u1', 'delete'],
  ])('need a permission for %s %s', async (method, path, action) => {
    const others = ['create', 'read', 'update', 'delete'].filter((other) => other !== action);
    headers = await operator(app(), { permissions: others.map((other) => `idp:user:${other}`) });
    const answer = await send(method, path, method === 'GET' || method === 'DELETE' ? undefined : {});
    expect([answer.status, await answer.json()]).toEqual([
      403,
      { error: 'access_denied', error_description: `Permission 'idp:user:${action}' is required` },
    ]);
  });

  it('of another tenant look like unknown ones', async () => {
    const { sub } = await app().user({ tenantId: 'other' });
    for (const [method, body] of [['GET'], ['PUT', {}], ['PATCH', {}], ['DELETE']] as const) {
      const foreign = await send(method, `/${sub}`, body);
      const unknown = await send(method, '/unknown', body);
      expect([foreign.status, await foreign.json()]).toEqual([404, NOT_FOUND]);
      expect([unknown.status, await unknown.json()]).toEqual([404, NOT_FOUND]);
    }
    expect(await app().dependencies.users.findById('other', sub)).toBeDefined();
  });

  it('are given no role beyond the permissions of the operator, and those who have one are out of reach', async () => {
    await role('power', '*');
    await role('reader', 'idp:user:read');
    const { sub: mighty } = await create({ roles: ['power'] });
    headers = await operator(app(), { permissions: ['idp:user:*'] });
    const refused = { error: 'access_denied', error_description: "This would exceed the operator's own permissions" };
    const posted = { email: 'bob@example.com', roles: ['power'] };
    const { sub } = await create({ email: 'carl@example.com', roles: ['reader'] });
    for (const [method, path, body] of [
      ['POST', '', posted],
      ['POST', '?dry_run=1', posted],
      ['PUT', `/${sub}`, posted],
      ['PATCH', `/${mighty}`, { raw_password: 'Taken-Over-42!' }],
      ['PUT', `/${mighty}`, { email: 'evil@example.com', roles: [] }],
      ['DELETE', `/${mighty}`],
    ] as const) {
      const answer = await send(method, path, body);
      expect([method, answer.status, await answer.json()]).toEqual([method, 403, refused]);
    }
  });

  it('do not change their own roles', async () => {
    const own = await operator(app(), { kind: 'user', permissions: ['*'] });
    const sub = own.authorization.replace('Bearer ', '');
    const path = `/v1/management/tenants/admin/users/${sub}`;
    const put = (roles: string[]): Promise<Response> =>
      app().request(path, {
        method: 'PUT',
        headers: { ...own, 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'me@example.com', roles }),
      });
    expect([(await put([])).status, (await put([sub])).status]).toEqual([403, 200]);
  });
});
