import type { JsonObject } from '@tessera/core';
import { aClient } from '@tessera/testkit';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations/org/tenants/mine/clients';
const NOT_FOUND = { error: 'not_found', error_description: 'Resource not found' };
const CLIENT = { client_id: 'shop', client_name: 'Shop', redirect_uris: ['https://shop.example.com/callback'] };

interface Envelope {
  dry_run: boolean;
  result: JsonObject;
  diff?: { pointer: string }[];
  warnings?: { code: string; pointer: string }[];
}

describe('clients', () => {
  const app = withApp();
  let headers: Record<string, string>;
  beforeEach(async () => {
    headers = await operator(app());
  });
  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    app().request(BASE + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers, ...more },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const envelope = async (answer: Promise<Response>): Promise<Envelope> => (await (await answer).json()) as Envelope;
  const stored = (id = 'shop'): ReturnType<ReturnType<typeof app>['dependencies']['directory']['findAnyClient']> =>
    app().dependencies.directory.findAnyClient('mine', id);
  const pointers = async (answer: Response): Promise<unknown[]> => [
    answer.status,
    ((await answer.json()) as { violations: { pointer: string }[] }).violations.map(({ pointer }) => pointer).sort(),
  ];

  it('are created with the defaults, and the generated secret is shown once', async () => {
    const created = await send('POST', '', CLIENT);
    const { result } = (await created.json()) as Envelope;
    expect([created.status, created.headers.get('location'), created.headers.get('etag')]).toEqual([
      201,
      `${BASE}/shop`,
      '"1"',
    ]);
    const secret = (await stored())?.clientSecret;
    expect(secret).toMatch(/^[\w-]{43}$/);
    const document = {
      ...CLIENT,
      enabled: true,
      client_secret: '********',
      token_endpoint_auth_method: 'client_secret_basic',
      post_logout_redirect_uris: [],
      grant_types: ['authorization_code'],
      scope: 'openid profile email',
      require_pkce: false,
      roles: [],
    };
    expect(result).toEqual({ ...document, client_secret: secret });
    expect(await (await send('GET', '/shop')).json()).toEqual(document);
    const page = (await (await send('GET', '?limit=1000')).json()) as { list: JsonObject[] };
    expect(page.list).toContainEqual(document);
  });

  it('take every field, and never show a secret that was supplied', async () => {
    await app().dependencies.directory.insertRole({ tenantId: 'mine', id: 'r', name: 'reader', permissions: [] });
    const posted = {
      client_id: 'job',
      client_name: 'Job',
      client_uri: 'https://job.example.com',
      logo_uri: 'https://job.example.com/logo.png',
      tos_uri: 'https://job.example.com/tos',
      policy_uri: 'https://job.example.com/policy',
      enabled: false,
      client_secret: 'brought-over-secret',
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: ['com.example.app:/callback'],
      post_logout_redirect_uris: ['https://job.example.com/bye'],
      grant_types: ['client_credentials', 'refresh_token'],
      scope: 'openid account',
      require_pkce: true,
      roles: ['reader'],
    };
    const { result } = await envelope(send('POST', '', posted));
    expect(result).toEqual({ ...posted, client_secret: '********' });
    expect(await stored('job')).toMatchObject({ clientSecret: 'brought-over-secret', scopes: ['openid', 'account'] });
  });

  it('have no secret and always PKCE when they are public', async () => {
    const { result, warnings } = await envelope(
      send('POST', '', { ...CLIENT, token_endpoint_auth_method: 'none', require_pkce: false }),
    );
    expect([result['client_secret'], result['require_pkce']]).toEqual([undefined, true]);
    expect(warnings).toMatchObject([{ code: 'ignored_field', pointer: '/require_pkce' }]);
  });

  it('tell which fields have no effect', async () => {
    const { warnings } = await envelope(
      send('POST', '', {
        ...CLIENT,
        extension: { access_token_duration: 60, custom_claims_scope_mapping: true },
        tenant_id: 'other',
      }),
    );
    expect(warnings).toMatchObject([
      { code: 'unknown_field', pointer: '/extension/custom_claims_scope_mapping' },
      { code: 'unknown_field', pointer: '/tenant_id' },
    ]);
    expect((await stored())?.tenantId).toBe('mine');
  });

  it('are refused with all violations at once', async () => {
    const posted = {
      client_id: 'a b',
      client_name: 1,
      logo_uri: 'javascript:alert(1)',
      enabled: 'yes',
      token_endpoint_auth_method: 'none',
      client_secret: 'a-secret',
      redirect_uris: [
        'relative',
        'https://a.example.com/#x',
        'https://*.example.com',
        'javascript:alert(1)',
        'https:/a',
        'https://ok.example.com',
      ],
      grant_types: ['implicit'],
      scope: 'openid management',
      require_pkce: 1,
      roles: ['unknown'],
    };
    expect(await pointers(await send('POST', '', posted))).toEqual([
      400,
      [
        '/client_id',
        '/client_name',
        '/client_secret',
        '/enabled',
        '/grant_types/0',
        '/logo_uri',
        '/redirect_uris/0',
        '/redirect_uris/1',
        '/redirect_uris/2',
        '/redirect_uris/3',
        '/redirect_uris/4',
        '/require_pkce',
        '/roles/0',
        '/scope',
      ],
    ]);
    expect(await pointers(await send('POST', '', []))).toEqual([400, ['']]);
    const plain = { ...CLIENT, redirect_uris: ['http://shop.example.com'] };
    expect(await pointers(await send('POST', '?dry_run=1', plain))).toEqual([400, ['/redirect_uris']]);
    expect(await stored()).toBeUndefined();
  });

  it('exist once, dry runs included', async () => {
    await send('POST', '', { ...CLIENT, enabled: false });
    for (const query of ['', '?dry_run=1']) {
      const answer = await send('POST', query, CLIENT);
      expect([answer.status, await answer.json()]).toMatchObject([409, { error: 'conflict', conflicting_id: 'shop' }]);
    }
  });

  it('store nothing on a dry run, and show no secret that will never be', async () => {
    const dry = await envelope(send('POST', '?dry_run=1', CLIENT));
    expect(dry).toMatchObject({ dry_run: true, result: { client_secret: '********' } });
    expect(await stored()).toBeUndefined();
    await send('POST', '', CLIENT);
    const before = await stored();
    expect((await send('PUT', '/shop?dry_run=1', { ...CLIENT, client_name: 'New' })).status).toBe(200);
    expect(await (await send('DELETE', '/shop?dry_run=1')).json()).toEqual({ dry_run: true, id: 'shop' });
    expect(await stored()).toEqual(before);
  });

  it('are replaced as a whole; the mask and silence keep the secret', async () => {
    await send('POST', '', { ...CLIENT, client_secret: 'first-secret', scope: 'openid account', enabled: false });
    const kept = await envelope(send('PUT', '/shop', { ...CLIENT, client_secret: '********' }));
    expect([kept.result['scope'], kept.result['enabled'], kept.diff]).toEqual([
      'openid profile email',
      false,
      [{ pointer: '/scope', before: 'openid account', after: 'openid profile email' }],
    ]);
    await send('PUT', '/shop', CLIENT);
    expect((await stored())?.clientSecret).toBe('first-secret');
    const changed = await send('PUT', '/shop', { ...CLIENT, client_secret: 'second-secret' });
    const text = await changed.text();
    expect(JSON.parse(text)).toMatchObject({ diff: [{ pointer: '/client_secret', secret_changed: true }] });
    expect([text.includes('second-secret'), (await stored())?.clientSecret]).toEqual([false, 'second-secret']);
    await send('PUT', '/shop', { ...CLIENT, token_endpoint_auth_method: 'none' });
    expect((await stored())?.clientSecret).toBeUndefined();
    const again = await envelope(send('PUT', '/shop', CLIENT));
    expect(again.result['client_secret']).toBe((await stored())?.clientSecret);
    expect(await pointers(await send('PUT', '/shop', { ...CLIENT, client_id: 'other' }))).toEqual([
      400,
      ['/client_id'],
    ]);
  });

  it('are deleted once', async () => {
    await send('POST', '', CLIENT);
    expect((await send('DELETE', '/shop')).status).toBe(204);
    for (const [method, body] of [['GET'], ['PUT', '{'], ['DELETE']] as const) {
      const answer = await send(method, '/shop', body);
      expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
    }
  });

  it('are written only when nobody was faster, if the caller wants to know', async () => {
    await send('POST', '', CLIENT);
    const write = (more: Record<string, string>): Promise<Response[]> =>
      Promise.all(Array.from({ length: 4 }, () => send('PUT', '/shop', CLIENT, more)));
    expect((await write({ 'if-match': '"1"' })).map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await write({})).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await stored())?.version).toBe(6);
    expect((await send('DELETE', '/shop', undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await send('DELETE', '/shop', undefined, { 'if-match': '"6"' })).status).toBe(204);
  });

  it('are given no role beyond the permissions of the operator, and those who have one are out of reach', async () => {
    await app().dependencies.directory.insertRole({ tenantId: 'mine', id: 'p', name: 'power', permissions: ['*'] });
    await send('POST', '', { ...CLIENT, roles: ['power'] });
    headers = await operator(app(), { permissions: ['idp:client:*'] });
    for (const [method, path, body] of [
      ['POST', '', { ...CLIENT, client_id: 'mine', roles: ['power'] }],
      ['PUT', '/shop', { ...CLIENT, client_secret: 'taken-over' }],
      ['DELETE', '/shop'],
    ] as const) {
      const answer = await send(method, path, body);
      expect([answer.status, await answer.json()]).toMatchObject([403, { error: 'access_denied' }]);
    }
  });

  it('do not change their own roles', async () => {
    const own = await operator(app());
    const id = own.authorization.replace('Bearer ', '');
    const put = (roles: string[]): Promise<Response> =>
      app().request(`/v1/management/tenants/admin/clients/${id}`, {
        method: 'PUT',
        headers: { ...own, 'content-type': 'application/json' },
        body: JSON.stringify({ redirect_uris: ['https://admin.example.com/'], scope: 'management', roles }),
      });
    expect([(await put([])).status, (await put([id])).status]).toEqual([403, 200]);
  });

  it.each([
    ['POST', '', 'create'],
    ['GET', '', 'read'],
    ['GET', '/shop', 'read'],
    ['PUT', '/shop', 'update'],
    ['DELETE', '/shop', 'delete'],
  ])('need a permission for %s %s', async (method, path, action) => {
    const others = ['create', 'read', 'update', 'delete'].filter((other) => other !== action);
    headers = await operator(app(), { permissions: others.map((other) => `idp:client:${other}`) });
    const answer = await send(method, path, method === 'POST' || method === 'PUT' ? {} : undefined);
    expect([answer.status, await answer.json()]).toMatchObject([
      403,
      { error_description: `Permission 'idp:client:${action}' is required` },
    ]);
  });

  it('of another tenant look like unknown ones', async () => {
    const { directory } = app().dependencies;
    await directory.insertClient(aClient({ tenantId: 'other', clientId: 'shop' }));
    for (const id of ['shop', 'unknown']) {
      for (const [method, body] of [['GET'], ['PUT', CLIENT], ['DELETE']] as const) {
        const answer = await send(method, `/${id}`, body);
        expect([answer.status, await answer.json()]).toEqual([404, NOT_FOUND]);
      }
    }
    expect(await directory.findClient('other', 'shop')).toBeDefined();
  });
});
