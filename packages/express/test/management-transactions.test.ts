import { oauthPolicy, smsConfiguration } from './support/documents.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const BASE = '/v1/management/organizations/org/tenants/mine';
const TRANSACTIONS = `${BASE}/authentication-transactions`;
const INTERACTIONS = `${BASE}/authentication-interactions`;
const NUMBER = '+819012345678';

interface List {
  list: Record<string, unknown>[];
  total_count: number;
}

describe('transactions', () => {
  const app = withApp();
  let headers: Record<string, string>;
  const read = async (path: string): Promise<unknown> => (await app().request(path, { headers })).json();
  const idsOf = async (query: string): Promise<readonly unknown[]> =>
    ((await read(TRANSACTIONS + query)) as List).list.map(({ id }) => id);

  beforeEach(async () => {
    headers = await operator(app());
    await app().user({ sub: 'the-user', preferredUsername: 'user@example.com', email: 'user@example.com' });
  });

  const signIn = async ({ base, cookie }: { base: string; cookie: string }): Promise<void> => {
    const body = { username: 'user@example.com', password: 'Test1234!' };
    const answer = await app().post(`${base}/password-authentication`, body, { cookie });
    expect(answer.status).toBe(200);
  };

  it('are shown while they live, one by one and in a list', async () => {
    await app().post(`${BASE}/authentication-policies`, oauthPolicy(), headers);
    const begun = await app().begin();
    await signIn(begun);
    const item = await read(`${TRANSACTIONS}/${begun.id}`);
    expect(item).toEqual({
      id: begun.id,
      flow: 'oauth',
      client_id: 'web-app',
      state: 'success',
      user_id: 'the-user',
      policy: { built_in: false, id: oauthPolicy()['id'], version: 1, index: 0, fallback: false },
      interaction_results: {
        'password-authentication': expect.objectContaining({ success_count: 1, carried_over: false }) as unknown,
      },
      created_at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    });
    expect(await read(TRANSACTIONS)).toEqual({ list: [item], total_count: 1, limit: 20, offset: 0 });
  });

  it('are filtered and paged', async () => {
    const [first, second] = [await app().begin(), await app().begin()];
    await signIn(second);
    const all = [first.id, second.id];
    expect([...(await idsOf(''))].sort()).toEqual([...all].sort());
    expect(await idsOf('?user_id=the-user')).toEqual([second.id]);
    expect(await idsOf('?state=in_progress')).toEqual([first.id]);
    expect(await idsOf('?state=success&client_id=web-app&flow=oauth')).toEqual([second.id]);
    expect(await idsOf('?client_id=other')).toEqual([]);
    expect(await idsOf('?from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z')).toEqual([]);
    expect(await idsOf('?from=2000-01-01T00:00:00Z')).toHaveLength(2);
    const pages = [await idsOf('?limit=1'), await idsOf('?limit=1&offset=1')];
    expect(pages.flat().sort()).toEqual([...all].sort());
    expect(await read(`${TRANSACTIONS}?limit=1`)).toMatchObject({ total_count: 2, limit: 1, offset: 0 });
  });

  it.each([
    ['state=done', '/state'],
    ['flow=device', '/flow'],
    ['from=yesterday', '/from'],
    ['to=2025-02-30T00:00:00Z', '/to'],
    ['limit=0', '/limit'],
    ['client_id=a&client_id=b', '/client_id'],
  ])('are not listed with %s', async (query, pointer) => {
    const answer = await app().request(`${TRANSACTIONS}?${query}`, { headers });
    expect([answer.status, await answer.json()]).toMatchObject([400, { violations: [{ pointer }] }]);
  });

  it('are explained to operators with everything that a policy looks at', async () => {
    const condition = { path: '$.user.status', type: 'string', operation: 'eq', value: 'REGISTERED' };
    const policy = oauthPolicy() as { policies: Record<string, unknown>[] };
    const [only] = policy.policies;
    await app().post(
      `${BASE}/authentication-policies`,
      { ...policy, policies: [{ ...only, lock_conditions: { any_of: [[{ ...condition, value: 'LOCKED' }]] } }] },
      headers,
    );
    const begun = await app().begin();
    await signIn(begun);
    expect(await read(`${TRANSACTIONS}/${begun.id}/explain`)).toMatchObject({
      policy: { built_in: false },
      success: { holds: true },
      lock: { holds: false, groups: [{ conditions: [{ path: '$.user.status', actual: 'REGISTERED', holds: false }] }] },
    });
  });

  it('are unknown in another tenant, once they are over, and under any other id', async () => {
    const foreign = await app().begin('other');
    for (const id of [foreign.id, 'x', '__proto__', '%F0%9F%98%80', 'a'.repeat(5000)]) {
      for (const path of [`${TRANSACTIONS}/${id}`, `${TRANSACTIONS}/${id}/explain`]) {
        const answer = await app().request(path, { headers });
        expect([answer.status, await answer.json()]).toMatchObject([404, { error: 'not_found' }]);
      }
    }
    expect(await idsOf('')).toEqual([]);
    expect(app().faults).toEqual([]);
  });

  it('ask for their permissions and offer nothing but reading', async () => {
    const begun = await app().begin();
    headers = await operator(app(), { permissions: ['idp:authentication-interaction:read'] });
    for (const path of ['', `/${begun.id}`, `/${begun.id}/explain`]) {
      const answer = await app().request(TRANSACTIONS + path, { headers });
      expect([answer.status, await answer.json()]).toMatchObject([
        403,
        { error_description: "Permission 'idp:authentication-transaction:read' is required" },
      ]);
    }
    expect((await app().request(INTERACTIONS, { headers })).status).toBe(200);
    headers = await operator(app(), { permissions: ['idp:authentication-transaction:read'] });
    expect((await app().request(INTERACTIONS, { headers })).status).toBe(403);
    expect((await app().request(`${INTERACTIONS}/${begun.id}/x`, { headers })).status).toBe(403);
    expect((await app().post(TRANSACTIONS, {}, headers)).status).toBe(405);
    const removal = await app().request(`${TRANSACTIONS}/${begun.id}`, { method: 'DELETE', headers });
    expect(removal.status).toBe(405);
  });
});

describe('interactions', () => {
  const app = withApp();
  const CHALLENGE = 'sms-authentication-challenge';
  let headers: Record<string, string>;
  const read = async (path: string): Promise<unknown> => (await app().request(path, { headers })).json();

  beforeEach(async () => {
    headers = await operator(app());
    await app().post(`${BASE}/authentication-configurations`, smsConfiguration(), headers);
    await app().user({ sub: 'the-user', phoneNumber: NUMBER, phoneNumberVerified: true });
  });

  const challenge = async (): Promise<{ id: string; code: unknown }> => {
    const { id, base, cookie } = await app().begin();
    const answer = await app().post(`${base}/${CHALLENGE}`, { phone_number: NUMBER }, { cookie });
    expect(answer.status).toBe(200);
    return { id, code: ((await answer.json()) as Record<string, unknown>)['verification_code'] };
  };

  it('show a pending code with its destination masked', async () => {
    const { id, code } = await challenge();
    expect(await read(`${INTERACTIONS}/${id}/${CHALLENGE}`)).toEqual({
      transaction_id: id,
      type: CHALLENGE,
      payload: {
        expires_at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
        attempts_used: 0,
        attempts_remaining: 5,
        destination: '+81********78',
        verification_code: code,
      },
    });
    expect(code).toMatch(/^\d{6}$/);
  });

  it('are listed without what they keep', async () => {
    const [first, second] = [await challenge(), await challenge()];
    await app().begin();
    const all = (await read(INTERACTIONS)) as List;
    expect(all).toMatchObject({ total_count: 2, limit: 20, offset: 0 });
    expect(Object.keys(all.list[0] ?? {})).toEqual(['transaction_id', 'type', 'created_at']);
    expect(await read(`${INTERACTIONS}?transaction_id=${second.id}&type=${CHALLENGE}`)).toMatchObject({
      list: [{ transaction_id: second.id, type: CHALLENGE }],
      total_count: 1,
    });
    expect(await read(`${INTERACTIONS}?transaction_id=${first.id}&type=other`)).toMatchObject({ list: [] });
    expect(await read(`${INTERACTIONS}?to=2001-01-01T00:00:00Z`)).toMatchObject({ total_count: 0 });
    expect(await read(`${INTERACTIONS}?limit=1&offset=1`)).toMatchObject({ list: [{}], total_count: 2 });
    expect((await app().request(`${INTERACTIONS}?from=now&limit=0`, { headers })).status).toBe(400);
  });

  it('are unknown where nothing is kept, and in another tenant', async () => {
    const { id } = await challenge();
    const { id: empty } = await app().begin();
    const foreign = `/v1/management/tenants/other/authentication-interactions/${id}/${CHALLENGE}`;
    for (const path of [
      `${INTERACTIONS}/${empty}/${CHALLENGE}`,
      `${INTERACTIONS}/${id}/email-authentication-challenge`,
      `${INTERACTIONS}/${id}/__proto__`,
      `${INTERACTIONS}/${id}/constructor`,
      foreign,
    ]) {
      expect([path, (await app().request(path, { headers })).status]).toEqual([path, 404]);
    }
  });

  it('show rows of outside services with numbers, addresses and secrets masked', async () => {
    const { transactions, clock } = app().dependencies;
    const { id } = await challenge();
    await transactions.update({ tenantId: 'mine', id }, clock.now(), (current) => ({
      next: current && {
        ...current,
        rows: {
          'twilio-verify': {
            sid: 'VE1',
            to: '819012345678',
            note: `for ${NUMBER}`,
            password: 'p',
            mail: 'user@example.com',
          },
        },
      },
      result: undefined,
    }));
    expect(await read(`${INTERACTIONS}/${id}/twilio-verify`)).toMatchObject({
      payload: {
        sid: 'VE1',
        to: '+81********78',
        note: 'for +81********78',
        password: '********',
        mail: 'u***@example.com',
      },
    });
    expect(await read(`${INTERACTIONS}?type=twilio-verify`)).toMatchObject({ total_count: 1 });
  });

  it('show no code while codes are not exposed', async () => {
    const { id, code } = await challenge();
    (app().dependencies.settings as { exposeVerificationCode: boolean }).exposeVerificationCode = false;
    try {
      const text = JSON.stringify(await read(`${INTERACTIONS}/${id}/${CHALLENGE}`));
      expect(text).toContain('attempts_remaining');
      expect(text).not.toContain(String(code));
    } finally {
      (app().dependencies.settings as { exposeVerificationCode: boolean }).exposeVerificationCode = true;
    }
  });
});
