import * as oidc from 'openid-client';
import { addClient, adminToken, enableSms, openServer, setPolicies, succeeded } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { Operator } from '../support-http/operator.js';
import { discover, refusal, request, signIn } from '../support-http/relying-party.js';
import { MFA, STEP_UP_POLICIES } from '../support-http/step-up-policies.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;
const SECOND_FACTOR = { acr_values: MFA };
const OTHER = { ...PERSON, email: 'other@example.com', phone_number: '+81-90-8765-4321' };
const BYE = 'https://app.example.com/';

describe('SSO sessions of the bundled server', () => {
  let server: OpenServer;
  let config: oidc.Configuration;
  let operator: Operator;
  let sub: string;
  let otherSub: string;

  const register = async (person: typeof PERSON | typeof OTHER): Promise<string> => {
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('initial-registration', person);
    return (await oidc.authorizationCodeGrant(config, await agent.finish(), checks)).claims()?.sub ?? '';
  };

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
    await setPolicies(server, [
      ...STEP_UP_POLICIES,
      {
        description: 'lock',
        priority: 30,
        conditions: { client_ids: ['locking-app'] },
        success_conditions: { any_of: [[succeeded('password-authentication')]] },
        lock_conditions: {
          any_of: [[{ path: '$.password-authentication.failure_count', type: 'integer', operation: 'gte', value: 3 }]],
        },
      },
    ]);
    await addClient(server, { clientId: 'locking-app' });
    config = await discover(server);
    operator = await Operator.of(server);
    sub = await register(PERSON);
    otherSub = await register(OTHER);
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  beforeEach(async () => {
    await operator.call('DELETE', `sessions?user_id=${sub}`);
    await operator.call('DELETE', `sessions?user_id=${otherSub}`);
  });

  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  /** What `prompt=none` sends back. */
  const silent = async (agent: UserAgent): Promise<object> =>
    Object.fromEntries((await agent.go((await request(config, { prompt: 'none' })).url)).searchParams);

  /** A browser with a session, on the sign-in page of a step-up: the password is carried over. */
  const steppingUp = async (): Promise<UserAgent> => {
    const agent = new UserAgent(server);
    await signIn(config, agent, CREDENTIALS);
    await agent.open((await request(config, SECOND_FACTOR)).url);
    expect((await agent.read('authentication-status')).body).toMatchObject({ authentication_methods: ['password'] });
    return agent;
  };

  const events = async (type: string): Promise<number> =>
    Number((await operator.call('GET', `security-events?event_type=${type}&limit=1`)).body['total_count']);

  describe('under management', () => {
    it('are listed, read and ended one by one', async () => {
      const [here, there] = [new UserAgent(server), new UserAgent(server)];
      const tokens = await signIn(config, here, CREDENTIALS);
      const elsewhere = await signIn(config, there, CREDENTIALS);
      const [first, second] = await operator.sessions(sub);
      expect(first).toEqual({
        id: expect.any(String),
        user_id: sub,
        client_ids: ['web-app'],
        factors: [{ method: 'password', at: expect.stringMatching(/^\d{4}-.*Z$/) }],
        acr: null,
        amr: ['password'],
        auth_time: expect.stringMatching(/Z$/),
        created_at: expect.stringMatching(/Z$/),
        expires_at: expect.stringMatching(/Z$/),
      });
      expect(await operator.call('GET', `sessions/${String(first?.['id'])}`)).toEqual({ status: 200, body: first });
      expect((await operator.call('GET', `sessions?user_id=${sub}&limit=1&offset=1`)).body).toEqual({
        list: [second],
        total_count: 2,
        limit: 1,
        offset: 1,
      });
      const path = `sessions/${String(first?.['id'])}`;
      expect(await operator.call('DELETE', `${path}?dry_run=true`)).toEqual({
        status: 200,
        body: { dry_run: true, id: first?.['id'] },
      });
      const before = await events('session_end');
      expect((await operator.call('DELETE', path)).status).toBe(204);
      expect(await events('session_end')).toBe(before + 1);
      expect((await operator.call('DELETE', path)).status).toBe(404);
      expect(await silent(here)).toMatchObject({ error: 'login_required' });
      expect(await silent(there)).toHaveProperty('code');
      const refreshed = await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token ?? ''));
      expect(refreshed).toMatchObject({ status: 400, error: 'invalid_grant' });
      expect((await oidc.fetchUserInfo(config, elsewhere.access_token, sub)).sub).toBe(sub);
    });

    it('end all at once', async () => {
      const agents = [new UserAgent(server), new UserAgent(server)];
      for (const agent of agents) await signIn(config, agent, CREDENTIALS);
      expect((await operator.call('DELETE', `sessions?user_id=${sub}&dry_run=1`)).body).toEqual({
        dry_run: true,
        user_id: sub,
        total_count: 2,
      });
      expect(await operator.sessions(sub)).toHaveLength(2);
      expect((await operator.call('DELETE', `sessions?user_id=${sub}`)).status).toBe(204);
      expect(await operator.sessions(sub)).toEqual([]);
      for (const agent of agents) expect(await silent(agent)).toMatchObject({ error: 'login_required' });
    });

    it('are for operators with the permission, name a user, and belong to one tenant', async () => {
      const agent = new UserAgent(server);
      const tokens = await signIn(config, agent, CREDENTIALS);
      const [session] = await operator.sessions(sub);
      expect((await operator.as(tokens.access_token).call('GET', `sessions?user_id=${sub}`)).status).toBe(401);
      expect((await operator.as('nonsense').call('DELETE', `sessions/${String(session?.['id'])}`)).status).toBe(401);
      for (const method of ['GET', 'DELETE']) {
        expect(await operator.call(method, 'sessions')).toMatchObject({
          status: 400,
          body: { violations: [{ pointer: '/user_id', message: 'required' }] },
        });
      }
      expect((await operator.call('POST', 'sessions')).status).toBe(405);
      expect((await operator.call('GET', 'sessions/unknown')).status).toBe(404);
      const { directory } = server.server.adapters.storage.stores;
      const tenants = await directory.pageTenants({ limit: 100, offset: 0 });
      const admin = tenants.list.find(({ type }) => type === 'ADMIN');
      const foreign = await checkedFetch(
        `${server.url}/v1/management/tenants/${admin?.id ?? ''}/sessions?user_id=${sub}`,
        {
          headers: { authorization: `Bearer ${await adminToken(server)}` },
        },
      );
      expect(await foreign.json()).toMatchObject({ list: [], total_count: 0 });
      const adminClient = await directory.findClient(admin?.id ?? '', 'admin-client');
      if (!admin || !adminClient) throw new Error('there is no administration');
      const role = { tenantId: admin.id, id: 'reader', name: 'reader', permissions: ['idp:session:read'] };
      await directory.insertRole(role);
      await directory.insertClient({ ...adminClient, clientId: 'reader', roles: ['reader'] });
      const reader = operator.as(await adminToken(server, 'reader'));
      expect(await reader.sessions(sub)).toHaveLength(1);
      expect(await reader.call('DELETE', `sessions?user_id=${sub}`)).toMatchObject({
        status: 403,
        body: { error_description: "Permission 'idp:session:delete' is required" },
      });
      expect((await reader.call('POST', `users/${sub}/unlock`)).status).toBe(403);
    });
  });

  describe('stop counting for logins under way as soon as they end', () => {
    const expectNothingCarried = async (agent: UserAgent): Promise<void> => {
      expect((await agent.read('authentication-status')).body).toMatchObject({
        status: 'in_progress',
        authentication_methods: [],
        interaction_results: {},
      });
      expect(await agent.call('authorize-with-session')).toEqual({
        status: 400,
        body: { error: 'login_required', error_description: 'No active session' },
      });
      expect((await agent.call('authorize')).body).toMatchObject({ error_description: 'User is required' });
    };

    it('by logout', async () => {
      const agent = new UserAgent(server);
      const tokens = await signIn(config, agent, CREDENTIALS);
      await agent.open((await request(config, SECOND_FACTOR)).url);
      const url = oidc.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: BYE,
        state: 'bye',
      });
      expect((await agent.go(url)).href).toBe(`${BYE}?state=bye`);
      await expectNothingCarried(agent);
      expect(await silent(agent)).toMatchObject({ error: 'login_required' });
    });

    it('by an operator', async () => {
      const agent = await steppingUp();
      const [session] = await operator.sessions(sub);
      await operator.call('DELETE', `sessions/${String(session?.['id'])}`);
      await expectNothingCarried(agent);
      // The page can go on from there: everything is asked for.
      await agent.must('password-authentication', CREDENTIALS);
      await agent.sms();
      await agent.finish();
      expect(await silent(agent)).toHaveProperty('code');
    });

    it('by the sign-in of another user in another tab', async () => {
      const agent = await steppingUp();
      const tab = agent.tab();
      await tab.open((await request(config, { prompt: 'login' })).url);
      await tab.must('password-authentication', { username: OTHER.email, password: OTHER.password });
      await tab.finish();
      await expectNothingCarried(agent);
    });
  });

  it('change hands when the password of another user is right: factors are dropped, the old session ends', async () => {
    const agent = await steppingUp();
    await agent.must('password-authentication', { username: OTHER.email, password: OTHER.password });
    expect((await agent.read('authentication-status')).body).toMatchObject({ required_methods: [['sms']] });
    await agent.sms();
    const [started, ended] = [await events('session_start'), await events('session_end')];
    await agent.finish();
    expect([await events('session_start'), await events('session_end')]).toEqual([started + 1, ended + 1]);
    expect(await operator.sessions(sub)).toEqual([]);
    expect(await operator.sessions(otherSub)).toMatchObject([{ acr: MFA, amr: ['password', 'sms'] }]);
  });

  it('change hands to a user who registers', async () => {
    const agent = await steppingUp();
    const tab = agent.tab();
    await tab.open((await request(config, { prompt: 'create' })).url);
    await tab.must('initial-registration', { ...OTHER, email: 'third@example.com' });
    await tab.finish();
    expect(await operator.sessions(sub)).toEqual([]);
    expect((await agent.call('sms-authentication-challenge')).status).toBe(400);
  });

  it('of a user who is locked end with every token; an unlock lets in again, and nothing old', async () => {
    const agent = new UserAgent(server);
    const tokens = await signIn(config, agent, CREDENTIALS);
    const carried = await steppingUp();
    const before = await events('user_lock');
    const attacker = new UserAgent(server);
    await attacker.open((await request(config, { client_id: 'locking-app' })).url);
    for (let count = 0; count < 3; count += 1)
      await attacker.call('password-authentication', { ...CREDENTIALS, password: 'wrong' });
    expect((await attacker.call('password-authentication', CREDENTIALS)).body).toMatchObject({
      error_description: 'Authentication is locked',
    });
    expect(await events('user_lock')).toBe(before + 1);

    const expectAllDead = async (): Promise<void> => {
      expect(await silent(agent)).toMatchObject({ error: 'login_required' });
      expect(await operator.sessions(sub)).toEqual([]);
      const refreshed = await refusal(oidc.refreshTokenGrant(config, tokens.refresh_token ?? ''));
      expect(refreshed.error).toBe('invalid_grant');
      expect(await oidc.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
      expect((await carried.call('authorize-with-session')).body).toMatchObject({ error: 'login_required' });
    };
    await expectAllDead();
    const fresh = new UserAgent(server);
    await fresh.open((await request(config)).url);
    expect(await fresh.call('password-authentication', CREDENTIALS)).toMatchObject({
      status: 403,
      body: { error_description: 'The user is not active' },
    });

    expect(await operator.call('POST', `users/${sub}/unlock`)).toMatchObject({
      status: 200,
      body: { sub, status: 'REGISTERED', preferred_username: PERSON.email, has_password: true },
    });
    expect(await events('user_unlock')).toBe(1);
    await expectAllDead();
    await signIn(config, new UserAgent(server), CREDENTIALS);
    expect((await operator.call('POST', 'users/nobody/unlock')).status).toBe(404);
    expect((await operator.call('GET', `users/${sub}/unlock`)).status).toBe(405);
  });
});
