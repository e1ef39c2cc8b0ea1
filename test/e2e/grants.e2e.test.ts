import * as oidc from 'openid-client';
import { adminToken, openServer } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { Operator } from '../support-http/operator.js';
import { discover, refusal, request, signIn } from '../support-http/relying-party.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;
type Listed = readonly Readonly<Record<string, unknown>>[];

describe('grants under management', () => {
  let server: OpenServer;
  let config: oidc.Configuration;
  let operator: Operator;
  let sub: string;

  beforeAll(async () => {
    server = await openServer();
    config = await discover(server);
    operator = await Operator.of(server);
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('initial-registration', PERSON);
    sub = (await oidc.authorizationCodeGrant(config, await agent.finish(), checks)).claims()?.sub ?? '';
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  beforeEach(async () => {
    await operator.call('DELETE', `sessions?user_id=${sub}`);
  });

  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  const grants = async (query = ''): Promise<Listed> =>
    (await operator.call('GET', `grants?user_id=${sub}${query}`)).body['list'] as Listed;

  it('end with every token of theirs, and no other', async () => {
    const agent = new UserAgent(server);
    const tokens = await signIn(config, agent, CREDENTIALS);
    const [grant] = await grants();
    const others = await signIn(config, new UserAgent(server), CREDENTIALS);
    expect(grant).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      user_id: sub,
      client_id: 'web-app',
      scope: expect.stringContaining('openid'),
      created_at: expect.stringMatching(/Z$/),
      expires_at: expect.stringMatching(/Z$/),
    });
    const path = `grants/${String(grant?.['id'])}`;
    expect(await operator.call('GET', path)).toEqual({ status: 200, body: grant });
    expect((await operator.call('DELETE', `${path}?dry_run=true`)).body).toEqual({ dry_run: true, id: grant?.['id'] });
    expect((await oidc.fetchUserInfo(config, tokens.access_token, sub)).sub).toBe(sub);

    expect((await operator.call('DELETE', path)).status).toBe(204);
    expect(await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token ?? ''))).toMatchObject({
      status: 400,
      error: 'invalid_grant',
    });
    for (const token of [tokens.access_token, tokens.refresh_token ?? ''])
      expect(await oidc.tokenIntrospection(config, token)).toEqual({ active: false });
    const userinfo = await checkedFetch(`${server.issuer}/v1/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(userinfo.status).toBe(401);
    expect((await oidc.fetchUserInfo(config, others.access_token, sub)).sub).toBe(sub);
    expect(await oidc.refreshTokenGrant(config, others.refresh_token ?? '')).toHaveProperty('access_token');
    // The browser is still signed in.
    expect((await agent.go((await request(config, { prompt: 'none' })).url)).searchParams.has('code')).toBe(true);
  });

  it('are revoked once by callers at the same time, which is one event and is on record', async () => {
    await signIn(config, new UserAgent(server), CREDENTIALS);
    const [grant] = await grants();
    const count = async (): Promise<number> =>
      Number((await operator.call('GET', 'security-events?event_type=revoke_token')).body['total_count']);
    const before = await count();
    const path = `grants/${String(grant?.['id'])}`;
    const calls = await Promise.all([1, 2].map(() => operator.call('DELETE', path)));
    expect(calls.map(({ status }) => status).sort()).toEqual([204, 404]);
    expect(await count()).toBe(before + 1);
    const { body } = await operator.call('GET', 'security-events?event_type=revoke_token&limit=1');
    expect(body['list']).toMatchObject([
      { user: { sub }, client: { id: 'web-app' }, detail: { reason: 'grant_deleted', scope: grant?.['scope'] } },
    ]);
    const records = (await operator.call('GET', 'audit-logs?limit=2')).body['list'] as Listed;
    expect(records.map((record) => record['outcome']).sort()).toEqual(['failure', 'success']);
    for (const record of records)
      expect(record).toMatchObject({ resource: 'grants', operation: 'delete', resource_id: grant?.['id'] });
  });

  it('are narrowed down by client, and belong to one tenant', async () => {
    await signIn(config, new UserAgent(server), CREDENTIALS);
    const [grant] = await grants('&client_id=web-app');
    expect(grant).toMatchObject({ client_id: 'web-app' });
    expect(await grants('&client_id=another')).toEqual([]);
    expect(await operator.call('GET', 'grants?client_id=web-app')).toMatchObject({
      status: 400,
      body: { violations: [{ pointer: '/user_id', message: 'required' }] },
    });
    const { list } = await server.server.adapters.storage.stores.directory.pageTenants({ limit: 100, offset: 0 });
    const elsewhere = `${server.url}/v1/management/tenants/${list.find(({ type }) => type === 'ADMIN')?.id ?? ''}/grants`;
    const headers = { authorization: `Bearer ${await adminToken(server)}` };
    for (const method of ['GET', 'DELETE'])
      expect((await checkedFetch(`${elsewhere}/${String(grant?.['id'])}`, { method, headers })).status).toBe(404);
    expect(await grants()).toHaveLength(1);
  });
});
