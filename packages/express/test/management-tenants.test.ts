import type { JsonObject } from '@tessera/core';
import { aTenant } from '@tessera/testkit';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const ORGANIZATION = '/v1/management/organizations/org/tenants';
const SYSTEM = '/v1/management/tenants';
const NOT_FOUND = { error: 'not_found', error_description: 'Resource not found' };

interface Envelope {
  dry_run: boolean;
  result: JsonObject;
  warnings?: { code: string; pointer: string }[];
}

describe.each([
  ['organization', ORGANIZATION],
  ['system', SYSTEM],
])('tenants at %s level', (level, base) => {
  const app = withApp();
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = await operator(app());
  });
  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    app().request(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers, ...more },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const stored = (id: string): ReturnType<ReturnType<typeof app>['dependencies']['directory']['findAnyTenant']> =>
    app().dependencies.directory.findAnyTenant(id);
  const pointers = async (answer: Response): Promise<unknown[]> => [
    answer.status,
    ((await answer.json()) as { violations: { pointer: string }[] }).violations.map(({ pointer }) => pointer).sort(),
  ];

  it('are created with the defaults, in the organization of the path or of the administrators', async () => {
    const created = await send('POST', '', { id: 't1', name: 'Shop', organization_id: 'other-org' });
    const { result, warnings } = (await created.json()) as Envelope;
    expect([created.status, created.headers.get('location'), created.headers.get('etag')]).toEqual([
      201,
      `${base}/t1`,
      '"1"',
    ]);
    expect(warnings).toMatchObject([{ code: 'unknown_field', pointer: '/organization_id' }]);
    const organizationId = level === 'organization' ? 'org' : 'admin-org';
    expect(await stored('t1')).toEqual(aTenant({ id: 't1', name: 'Shop', organizationId, type: 'PUBLIC' }));
    if (level === 'organization') expect(await (await send('GET', '/t1')).json()).toEqual(result);
    const list = (await (await send('GET', '?limit=1000')).json()) as { list: JsonObject[]; total_count: number };
    expect(list.list).toContainEqual(result);
    expect(list.total_count).toBe(level === 'organization' ? 2 : 4);
  });

  it('take every field of their own and those of other servers', async () => {
    const { result, warnings } = (await (
      await send('POST', '', {
        id: 't1',
        name: 'Shop',
        ui_config: { base_url: 'https://login.example.com/', allowed_origins: ['https://login.example.com'] },
        session_config: { timeout_seconds: 86_400, cookie_name: 'X', use_secure_cookie: true, switch_policy: 'STRICT' },
        cors_config: { allow_origins: ['https://app.example.com'], allow_headers: 'x-device', expose_headers: 'x' },
        token_config: { access_token_expires_in: 60 },
        transaction_config: { expires_in_seconds: 300 },
        identity_policy_config: {
          identity_unique_key_type: 'PHONE',
          password_policy: { min_length: 12, require_uppercase: true, require_number: true, max_attempts: 3 },
        },
        password_policy: { min_length: 10, require_symbol: true },
        default_phone_region: 'JP',
        security_event_config: { retention_days: 30 },
        security_event_log_config: { format: 'simple', persistence_enabled: false, tracing_enabled: true },
      })
    ).json()) as Envelope;
    expect(warnings?.map(({ pointer }) => pointer).sort()).toEqual([
      '/cors_config/expose_headers',
      '/security_event_log_config/tracing_enabled',
      '/session_config/use_secure_cookie',
    ]);
    expect(result).toMatchObject({
      ui_config: { allowed_origins: ['https://login.example.com', 'https://app.example.com'] },
      session_config: {
        idle_timeout_seconds: 86_400,
        max_lifetime_seconds: 86_400,
        cookie_name: 'X',
        use_secure_cookie: true,
        switch_policy: 'STRICT',
      },
      cors_config: { allow_headers: ['x-device'] },
      security_event_log_config: { format: 'simple' },
      security_event_config: { persistence_enabled: false },
    });
    expect(await stored('t1')).toMatchObject({
      ui: { baseUrl: 'https://login.example.com' },
      token: { accessTokenExpiresInSeconds: 60, codeExpiresInSeconds: 60 },
      transactionExpiresInSeconds: 300,
      passwordPolicy: { minLength: 10, requireUpper: true, requireDigit: true, requireSymbol: true, maxAttempts: 3 },
      identityUniqueKeyType: 'PHONE',
      defaultPhoneRegion: 'JP',
      eventRetentionDays: 30,
    });
  });

  it('are refused with all violations at once, and no type but their own can be set', async () => {
    const posted = {
      id: 'a b',
      type: 'ADMIN',
      enabled: 'yes',
      ui_config: { base_url: 'javascript:alert(1)', allowed_origins: ['*', 'https://a.example.com/path'] },
      session_config: [],
      token_config: { code_expires_in: 601 },
      password_policy: { min_length: 20, max_length: 10 },
      identity_unique_key_type: 'NAME',
      default_phone_region: 'Japan',
    };
    const expected = [
      '/default_phone_region',
      '/enabled',
      '/id',
      '/identity_unique_key_type',
      '/name',
      '/password_policy/min_length',
      '/session_config',
      '/token_config/code_expires_in',
      '/type',
      '/ui_config/allowed_origins/0',
      '/ui_config/allowed_origins/1',
      '/ui_config/base_url',
    ];
    for (const query of ['', '?dry_run=1'])
      expect(await pointers(await send('POST', query, posted))).toEqual([400, expected]);
    const changed = { name: 'x', id: 'other', type: 'ORGANIZER' };
    expect(await pointers(await send('PUT', '/mine', changed))).toEqual([400, ['/id', '/type']]);
    expect((await stored('mine'))?.type).toBe('PUBLIC');
  });

  it('exist once, wherever the other one is, dry runs included', async () => {
    for (const query of ['', '?dry_run=1']) {
      const answer = await send('POST', query, { id: 'other', name: 'Mine now' });
      expect([answer.status, await answer.json()]).toEqual([
        409,
        { error: 'conflict', error_description: 'An object with this id already exists' },
      ]);
    }
    expect((await stored('other'))?.organizationId).toBe('other-org');
  });

  it('store nothing on a dry run', async () => {
    const dry = await send('POST', '?dry_run=1', { id: 't1', name: 'Shop' });
    expect([dry.status, dry.headers.get('location'), await stored('t1')]).toEqual([200, null, undefined]);
    expect((await send('PUT', '/mine?dry_run=1', { name: 'New' })).status).toBe(200);
    expect(await stored('mine')).toEqual(app().mine);
  });

  it('are replaced as a whole, and can be brought back when they are disabled', async () => {
    const answer = await send('PUT', '/mine', { name: 'New', enabled: false, amr_format: 'rfc8176' });
    expect([answer.status, answer.headers.get('etag'), await answer.json()]).toMatchObject([
      200,
      '"2"',
      { diff: [{ pointer: '/name' }, { pointer: '/enabled' }, { pointer: '/amr_format' }] },
    ]);
    expect((await send('GET', '/mine/users')).status).toBe(404);
    expect((await send('GET', '/mine')).status).toBe(200);
    await send('PUT', '/mine', { name: 'New' });
    expect(await stored('mine')).toMatchObject({ enabled: false, amrFormat: 'method' });
    expect((await send('PUT', '/mine', { name: 'New', enabled: true })).status).toBe(200);
    expect((await send('GET', '/mine/users')).status).toBe(200);
  });

  it('of administrators cannot be disabled: nobody would be left to enable it again', async () => {
    const answer = await app().request(`${SYSTEM}/admin`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ name: 'Administration', enabled: false }),
    });
    expect(await pointers(answer)).toEqual([400, ['/enabled']]);
    expect((await stored('admin'))?.enabled).toBe(true);
  });

  it('keep the kind of their unique key once there are users', async () => {
    await send('PUT', '/mine', { name: 'x', identity_unique_key_type: 'PHONE' });
    await app().user();
    const put = { name: 'x', identity_unique_key_type: 'USERNAME' };
    expect(await pointers(await send('PUT', '/mine', put))).toEqual([400, ['/identity_unique_key_type']]);
    expect((await send('PUT', '/mine', { name: 'x', identity_unique_key_type: 'PHONE' })).status).toBe(200);
  });

  it('are written only when nobody was faster, if the caller wants to know', async () => {
    const write = (more: Record<string, string>): Promise<Response[]> =>
      Promise.all(Array.from({ length: 4 }, () => send('PUT', '/mine', { name: 'x' }, more)));
    expect((await write({ 'if-match': '"1"' })).map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await write({})).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it.each([
    ['POST', '', 'create'],
    ['GET', '', 'read'],
    ['GET', '/mine', 'read'],
    ['PUT', '/mine', 'update'],
  ])('need a permission for %s %s', async (method, path, action) => {
    const others = ['create', 'read', 'update', 'delete'].filter((other) => other !== action);
    headers = await operator(app(), { permissions: others.map((other) => `idp:tenant:${other}`) });
    const answer = await send(method, path, method === 'GET' ? undefined : {});
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { error_description: `Permission 'idp:tenant:${action}' is required` },
    ]);
  });

  it('of another organization look like unknown ones', async () => {
    const paths = level === 'system' ? ['/unknown'] : ['/unknown', '/other'];
    for (const path of paths) {
      for (const [method, body] of [['GET'], ['PUT', '{']] as const) {
        const answer = await send(method, path, body);
        expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
      }
    }
    const unknown = await app().request('/v1/management/organizations/unknown/tenants', { headers });
    expect([unknown.status, await unknown.json()]).toEqual([404, NOT_FOUND]);
  });

  it("are out of reach for another organization's operators", async () => {
    const { directory } = app().dependencies;
    await directory.insertTenant(aTenant({ id: 'other-home', organizationId: 'other-org', type: 'ORGANIZER' }));
    headers = await operator(app(), { tenantId: 'other-home' });
    for (const [method, path] of [
      ['POST', ''],
      ['GET', ''],
      ['GET', '/mine'],
      ['PUT', '/mine'],
    ] as const) {
      const answer = await send(method, path, method === 'GET' ? undefined : {});
      expect([method, answer.status]).toEqual([method, 401]);
    }
  });
});
