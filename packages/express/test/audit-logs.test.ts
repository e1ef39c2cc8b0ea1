import { TesseraError } from '@tessera/core';
import { CONFIGURATION_ID, externalSms, oauthPolicy, POLICY_ID, smsConfiguration } from './support/documents.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations/org/tenants/mine';
const POLICIES = `${BASE}/authentication-policies`;
const NUMBER = '+819012345678';

interface Entry {
  readonly id: string;
  readonly operation: string;
  readonly outcome: string;
  readonly resource: string;
  readonly resource_id: string | null;
  readonly dry_run: boolean;
}

describe('the audit log', () => {
  const app = withApp();
  let headers: Record<string, string>;
  let auditor: Record<string, string>;

  beforeEach(async () => {
    headers = await operator(app());
    auditor = await operator(app(), { permissions: ['idp:audit-log:read'] });
  });

  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    app().request(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const log = async (query = '', base = BASE): Promise<{ list: Entry[]; total_count: number }> => {
    const answer = await app().request(`${base}/audit-logs${query}`, { headers: auditor });
    return (await answer.json()) as { list: Entry[]; total_count: number };
  };
  const short = async (query = ''): Promise<readonly unknown[]> =>
    (await log(query)).list.map((entry) => [entry.operation, entry.outcome, entry.dry_run, entry.resource_id]);

  it('tells who changed what, from where, in which request', async () => {
    await send('POST', POLICIES, oauthPolicy());
    await send('PUT', `${POLICIES}/${POLICY_ID}`, oauthPolicy({ enabled: false }), { 'x-request-id': 'request-2' });
    const { list, total_count: total } = await log();
    expect(total).toBe(2);
    expect(list[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      operator: {
        type: 'client',
        id: headers['authorization']?.replace('Bearer ', ''),
        name: expect.anything() as unknown,
      },
      operation: 'update',
      resource: 'authentication-policies',
      resource_id: POLICY_ID,
      outcome: 'success',
      dry_run: false,
      diff: [{ pointer: '/enabled', before: true, after: false }],
      ip_address: expect.stringContaining('127.0.0.1') as unknown,
      request_id: 'request-2',
    });
  });

  it('holds every write, whatever became of it, and no reading', async () => {
    await send('POST', POLICIES, oauthPolicy(), {});
    await send('POST', POLICIES, {});
    await send('POST', `${POLICIES}?dry_run=yes`, {});
    await send('GET', POLICIES);
    await send('POST', `${POLICIES}/simulate`, {});
    await send('PUT', `${POLICIES}/${POLICY_ID}?dry_run=1`, oauthPolicy({ enabled: false }));
    await send('PUT', `${POLICIES}/${POLICY_ID}`, oauthPolicy(), { 'if-match': '"9"' });
    await send('DELETE', `${POLICIES}/${POLICY_ID}`);
    await send('POST', `${POLICIES}/${POLICY_ID}/rollback`, { version: 1 });
    expect((await short()).toReversed()).toEqual([
      ['create', 'success', false, POLICY_ID],
      ['create', 'failure', false, null],
      ['create', 'failure', true, null],
      ['update', 'success', true, POLICY_ID],
      ['update', 'failure', false, POLICY_ID],
      ['delete', 'success', false, POLICY_ID],
      ['rollback', 'success', false, POLICY_ID],
    ]);
  });

  it('holds refusals with 403, of reading too, and a missing scope where the operator lives', async () => {
    headers = await operator(app(), { permissions: [] });
    await send('GET', POLICIES);
    await send('DELETE', `${POLICIES}/${POLICY_ID}`);
    expect(await short()).toEqual([
      ['delete', 'denied', false, POLICY_ID],
      ['read', 'denied', false, null],
    ]);
    headers = await operator(app(), { tenantId: 'admin', scopes: ['openid'] });
    expect((await send('POST', POLICIES, {})).status).toBe(403);
    expect(await log()).toMatchObject({ total_count: 2 });
    expect(await log('', '/v1/management/tenants/admin')).toMatchObject({
      list: [{ operation: 'create', outcome: 'denied', resource: 'authentication-policies' }],
    });
  });

  it('shows no secret, address or number', async () => {
    const url = `${BASE}/authentication-configurations/${CONFIGURATION_ID}`;
    const [first, second] = ['first-password-nobody-may-read', 'second-password-nobody-may-read'];
    await app().user({ sub: 'admin-user', tenantId: 'admin', preferredUsername: 'someone-long@example.com' });
    headers = await operator(app(), { kind: 'user' });
    await send('POST', `${BASE}/authentication-configurations`, externalSms(first));
    await send('PUT', url, externalSms(second));
    await app().user({ sub: 'the-user', phoneNumber: NUMBER });
    await send('PATCH', `${BASE}/users/the-user`, { phone_number: '+819087654321' });
    const text = JSON.stringify(await log());
    expect(text).toContain('"secret_changed":true');
    expect(text).not.toMatch(/password-nobody|9012345678|9087654321|someone-long@/);
  });

  it('holds every reading of a pending code', async () => {
    await send('POST', `${BASE}/authentication-configurations`, smsConfiguration());
    await app().user({ phoneNumber: NUMBER, phoneNumberVerified: true });
    const { id, base, cookie } = await app().begin();
    const type = 'sms-authentication-challenge';
    const challenge = await app().post(`${base}/${type}`, { phone_number: NUMBER }, { cookie });
    const { verification_code: code } = (await challenge.json()) as { verification_code: string };
    const read = await send('GET', `${BASE}/authentication-interactions/${id}/${type}`);
    expect(await read.text()).toContain(code);
    await send('GET', `${BASE}/authentication-interactions`);
    const { list } = await log('?operation=read');
    expect(list).toMatchObject([{ resource: 'authentication-interactions', resource_id: id, outcome: 'success' }]);
    expect(JSON.stringify(list)).not.toContain(code);
  });

  it('is filtered and paged, newest first', async () => {
    await send('POST', POLICIES, oauthPolicy());
    await send('PUT', `${POLICIES}/${POLICY_ID}`, oauthPolicy());
    await send('PUT', `${POLICIES}/${POLICY_ID}`, []);
    await send('POST', `${BASE}/authentication-configurations`, smsConfiguration());
    const name = headers['authorization']?.replace('Bearer ', '') ?? '';
    const totals = async (query: string): Promise<number> => (await log(query)).total_count;
    expect(await totals(`?operator=${name}`)).toBe(4);
    expect(await totals(`?operator=client:${name}`)).toBe(4);
    expect(await totals('?operator=nobody')).toBe(0);
    expect(await totals('?resource=authentication-policies')).toBe(3);
    expect(await totals(`?resource_id=${CONFIGURATION_ID}`)).toBe(1);
    expect(await totals('?operation=update&outcome=failure')).toBe(1);
    expect(await totals('?to=2001-01-01T00:00:00Z')).toBe(0);
    expect(await totals('?from=2001-01-01T00:00:00Z')).toBe(4);
    expect((await log('?limit=1&offset=1')).list).toMatchObject([{ operation: 'update', outcome: 'failure' }]);
    expect(await log('?limit=1')).toMatchObject({ total_count: 4, limit: 1, offset: 0 });
  });

  it.each(['outcome=maybe', 'from=today', 'limit=0', 'offset=-1', 'operator=a&operator=b'])(
    'is not listed with %s',
    async (query) => {
      const answer = await app().request(`${BASE}/audit-logs?${query}`, { headers: auditor });
      expect([answer.status, await answer.json()]).toMatchObject([400, { violations: [{}] }]);
    },
  );

  it('is read with its own permission only, by operators of this tenant, and never written', async () => {
    const other = await operator(app(), { permissions: ['idp:security-event:read'] });
    const foreign = await operator(app(), { tenantId: 'other' });
    const refused = await app().request(`${BASE}/audit-logs`, { headers: other });
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { error_description: "Permission 'idp:audit-log:read' is required" },
    ]);
    expect((await app().request(`${BASE}/audit-logs`, { headers: foreign })).status).toBe(401);
    expect((await app().post(`${BASE}/audit-logs`, {}, headers)).status).toBe(405);
    await send('POST', POLICIES, oauthPolicy());
    expect(await log('', '/v1/management/tenants/other')).toMatchObject({ list: [], total_count: 0 });
  });

  it('keeps an answer back that cannot be put on record', async () => {
    app().dependencies.auditLog.append = async () => {
      throw new TesseraError('ERR_STORE_UNAVAILABLE', 'the disk is full');
    };
    const answer = await send('POST', POLICIES, oauthPolicy());
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('location')]).toEqual([503, null, null]);
    expect(await answer.json()).toEqual({
      error: 'server_error',
      error_description: 'The service is temporarily unavailable',
    });
    expect(app().faults).toHaveLength(1);
    expect((await send('GET', POLICIES)).status).toBe(200);
  });

  it('names tenants where they are the resource', async () => {
    await send('PUT', '/v1/management/tenants/mine?dry_run=1', {});
    await send('PUT', BASE, {});
    await send('POST', '/v1/management/tenants', {});
    expect((await log('?resource=tenants')).list).toMatchObject([
      { operation: 'update', resource_id: 'mine', dry_run: false },
      { operation: 'update', resource_id: 'mine', dry_run: true },
    ]);
    // What lies in no tenant yet is on record where the operator lives.
    expect((await log('?resource=tenants', '/v1/management/tenants/admin')).list).toMatchObject([
      { operation: 'create', resource_id: null, outcome: 'failure' },
    ]);
  });

  it('takes odd paths as they are', async () => {
    for (const id of ['%00', '%F0%9F%98%80', 'a'.repeat(5000), '..%2F..', '%E0%A4%A']) {
      expect((await send('DELETE', `${POLICIES}/${id}`)).status).toBe(404);
    }
    const ids = (await log()).list.map((entry) => entry.resource_id?.length ?? 0);
    expect(Math.max(...ids)).toBe(256);
    expect(app().faults).toEqual([]);
  });
});
