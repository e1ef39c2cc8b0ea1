import { createSecurityEvent } from '@tessera/core';
import { aUser } from '@tessera/testkit';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/tenants/mine/security-events';
const T0 = Date.parse('2025-01-19T10:00:00.000Z');

describe('the query of security events', () => {
  const app = withApp({ tenant: { defaultPhoneRegion: 'JP' } });
  let headers: Record<string, string>;

  beforeEach(async () => {
    headers = await operator(app());
    const { dependencies } = app();
    const user = aUser({ tenantId: 'mine', sub: 'sub-1', preferredUsername: 'New-User@example.com' });
    const tenant = { id: 'mine', name: 'Example' };
    const phone = dependencies.digests.keyedHash('+819012345678');
    const email = dependencies.digests.keyedHash('new-user@example.com');
    const client = { id: 'web-app', name: 'Example App' };
    await dependencies.events.append([
      createSecurityEvent({ type: 'authorization_started' }, { tenant, client, transactionId: 't1' }, T0, dependencies),
      createSecurityEvent(
        { type: 'password_failure', user, detail: { reason: 'wrong_password' } },
        { tenant, client, transactionId: 't1', ipAddress: '203.0.113.7', userAgent: 'curl/8' },
        T0 + 1000,
        dependencies,
      ),
      createSecurityEvent(
        {
          type: 'sms_verification_failure',
          detail: { reason: 'wrong_code', destination: '+81********78', destination_hash: phone },
        },
        { tenant, client: { id: 'other-app' }, transactionId: 't2' },
        T0 + 2000,
        dependencies,
      ),
      createSecurityEvent(
        { type: 'email_verification_success', detail: { destination: 'n***@example.com', destination_hash: email } },
        { tenant },
        T0 + 3000,
        dependencies,
      ),
      createSecurityEvent(
        { type: 'authorization_started' },
        { tenant: { id: 'other', name: 'Other' } },
        T0,
        dependencies,
      ),
    ]);
  });

  const types = async (parameters: Record<string, string>): Promise<string[]> => {
    const answer = await app().request(`${BASE}?${new URLSearchParams(parameters).toString()}`, { headers });
    const { list, total_count: total } = (await answer.json()) as { list: { type: string }[]; total_count: number };
    expect([answer.status, total]).toEqual([200, list.length]);
    return list.map(({ type }) => type);
  };
  const STARTED = 'authorization_started';
  const PASSWORD = 'password_failure';
  const SMS = 'sms_verification_failure';
  const EMAIL = 'email_verification_success';

  it.each<[Record<string, string>, string[]]>([
    [{}, [EMAIL, SMS, PASSWORD, STARTED]],
    [{ event_type: PASSWORD }, [PASSWORD]],
    [{ event_type: `${SMS}, ${PASSWORD}` }, [SMS, PASSWORD]],
    [{ from: '2025-01-19T10:00:01Z', to: '2025-01-19T10:00:03.000Z' }, [SMS, PASSWORD]],
    [{ from: '2025-01-19T19:00:02+09:00' }, [EMAIL, SMS]],
    [{ from: '2025-01-19t10:00:02.5z' }, [EMAIL]],
    [{ user_id: 'sub-1' }, [PASSWORD]],
    [{ user_name: 'new-user@EXAMPLE.com' }, [PASSWORD]],
    [{ user_name: 'somebody@example.com' }, []],
    [{ client_id: 'other-app' }, [SMS]],
    [{ transaction_id: 't1' }, [PASSWORD, STARTED]],
    [{ ip_address: '203.0.113.7' }, [PASSWORD]],
    [{ reason: 'wrong_code' }, [SMS]],
    [{ destination: '+81-90-1234-5678' }, [SMS]],
    [{ destination: '090-1234-5678' }, [SMS]],
    [{ destination: 'New-User@Example.com' }, [EMAIL]],
    [{ destination: '+819012345679' }, []],
    [{ client_id: 'web-app', transaction_id: 't2' }, []],
    [{ reason: '', user_id: '', from: '', to: '', event_type: '' }, [EMAIL, SMS, PASSWORD, STARTED]],
    [{ reason: "' OR 1=1 --" }, []],
    [{ unknown_filter: 'x' }, [EMAIL, SMS, PASSWORD, STARTED]],
  ])('finds by %j', async (parameters, expected) => {
    expect(await types(parameters)).toEqual(expected);
  });

  it('pages newest first', async () => {
    const answer = await app().request(`${BASE}?limit=2&offset=1`, { headers });
    const { list, ...page } = (await answer.json()) as { list: { type: string }[] };
    expect([list.map(({ type }) => type), page]).toEqual([[SMS, PASSWORD], { total_count: 4, limit: 2, offset: 1 }]);
  });

  it('shows an event in the form of specification 6.2, masked', async () => {
    const answer = await app().request(`${BASE}?event_type=password_failure`, { headers });
    const [event] = ((await answer.json()) as { list: { id: string }[] }).list;
    expect(event).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      type: 'password_failure',
      created_at: '2025-01-19T10:00:01.000Z',
      tenant: { id: 'mine', name: 'Example' },
      client: { id: 'web-app', name: 'Example App' },
      user: { sub: 'sub-1', preferred_username: 'N***@example.com', status: 'REGISTERED' },
      transaction_id: 't1',
      ip_address: '203.0.113.7',
      user_agent: 'curl/8',
      detail: { reason: 'wrong_password' },
    });
    const single = await app().request(`${BASE}/${event?.id ?? ''}`, { headers });
    expect([single.status, await single.json()]).toEqual([200, event]);
  });

  it('leaves out what an event does not have', async () => {
    const answer = await app().request(`${BASE}?event_type=${EMAIL}`, { headers });
    const [event] = ((await answer.json()) as { list: object[] }).list;
    expect(Object.keys(event ?? {})).toEqual(['id', 'type', 'created_at', 'tenant', 'detail']);
  });

  it.each(['unknown', '%F0%9F%98%80', '__proto__', "';--"])('knows no event %s', async (id) => {
    const answer = await app().request(`${BASE}/${id}`, { headers });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'not_found', error_description: 'Resource not found' },
    ]);
  });

  it("does not show another tenant's event", async () => {
    const { list } = await app().dependencies.events.query('other', { limit: 1, offset: 0 });
    expect((await app().request(`${BASE}/${list[0]?.id ?? ''}`, { headers })).status).toBe(404);
  });

  it.each([
    ['event_type=unknown', ['/event_type']],
    [`event_type=${PASSWORD},`, ['/event_type']],
    ['event_type=a,b', ['/event_type', '/event_type']],
    ['from=yesterday', ['/from']],
    ['from=2025-01-19', ['/from']],
    ['from=2025-02-30T00:00:00Z', ['/from']],
    ['from=2025-01-19T25:00:00Z', ['/from']],
    ['from=2025-01-19T10:00:00', ['/from']],
    ['to=1737280800000', ['/to']],
    ['user_id=a&user_id=b', ['/user_id']],
    ['reason=%00', ['/reason']],
    [`reason=${'x'.repeat(1025)}`, ['/reason']],
    ['destination=a&destination=b', ['/destination']],
    ['limit=0&offset=x&from=x&event_type=x', ['/event_type', '/from', '/limit', '/offset']],
  ])('refuses %s', async (query, pointers) => {
    const answer = await app().request(`${BASE}?${query}`, { headers });
    const { violations, ...refusal } = (await answer.json()) as { violations: { pointer: string }[] };
    expect([answer.status, refusal]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'Validation failed' },
    ]);
    expect(violations.map(({ pointer }) => pointer)).toEqual(pointers);
  });
});
