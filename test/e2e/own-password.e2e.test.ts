import * as oidc from 'openid-client';
import { addClient, enableSms, openServer, setPolicies, succeeded } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { Operator } from '../support-http/operator.js';
import { discover, refusal, request, signIn } from '../support-http/relying-party.js';
import { UserAgent } from '../support-http/user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;
const NEW = 'Correct-Horse-42!';
const RESET_SCOPE = 'openid password:reset';
/** Of `Test1234!`, made by libxcrypt. */
const BCRYPT = '$2b$04$abcdefghijklmnopqrstuuGRLygVmkroZcXdCw/S/hzj0d1hypfC2';
const POLICIES = [
  {
    description: 'password',
    priority: 10,
    success_conditions: { any_of: [[succeeded('password-authentication')], [succeeded('sms-authentication')]] },
    // Lets who has no number bring one.
    step_definitions: [{ method: 'sms', order: 1, requires_user: false, allow_registration: true }],
  },
];

interface Told {
  readonly status: number;
  readonly error: unknown;
  readonly challenge: string | null;
}

describe('the password of a user, over the bundled server', () => {
  let server: OpenServer;
  let config: oidc.Configuration;
  let operator: Operator;
  let people = 0;

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
    await setPolicies(server, POLICIES);
    const scopes = ['openid', 'profile', 'email', 'password:reset'];
    const { directory } = server.server.adapters.storage.stores;
    const grantTypes = ['authorization_code', 'refresh_token', 'password', 'client_credentials'] as const;
    const client = { clientId: 'account-app', clientSecret: 'secret-of-the-account-app', scopes, grantTypes };
    await addClient(server, client);
    expect(await directory.findClient(server.tenantId, 'account-app')).toBeDefined();
    config = await discover(server, 'account-app', oidc.ClientSecretBasic(client.clientSecret));
    operator = await Operator.of(server);
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);
  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  /** Somebody whom another server has sent over with a bcrypt hash. */
  const person = async (): Promise<{ readonly sub: string; readonly username: string; readonly phone: string }> => {
    people += 1;
    const username = `user-${people}@example.com`;
    const phone = `+8190123400${String(people).padStart(2, '0')}`;
    const { body } = await operator.send('POST', 'users', {
      email: username,
      phone_number: phone,
      phone_number_verified: true,
      hashed_password: BCRYPT,
    });
    return { sub: (body['result'] as { sub: string }).sub, username, phone };
  };
  const call = async (
    action: string,
    token: string | undefined,
    body: unknown,
    path = server.issuer,
  ): Promise<Told> => {
    const answer = await checkedFetch(`${path}/v1/me/password/${action}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    expect(text).not.toContain(NEW);
    return {
      status: answer.status,
      error: text === '' ? undefined : (JSON.parse(text) as { error: unknown }).error,
      challenge: answer.headers.get('www-authenticate'),
    };
  };
  const change = (token: string | undefined, current = 'Test1234!', next = NEW): Promise<Told> =>
    call('change', token, { current_password: current, new_password: next });
  const reset = (token: string | undefined, next = NEW): Promise<Told> => call('reset', token, { new_password: next });
  const login = (
    agent: UserAgent,
    username: string,
    password = 'Test1234!',
    scope = 'openid',
  ): ReturnType<typeof signIn> => signIn(config, agent, { username, password }, { scope });
  const byCode = async (
    agent: UserAgent,
    phone: string,
    scope = RESET_SCOPE,
  ): ReturnType<typeof oidc.authorizationCodeGrant> => {
    const { url, checks } = await request(config, { scope });
    await agent.open(url);
    const { verification_code } = await agent.must('sms-authentication-challenge', { phone_number: phone });
    await agent.must('sms-authentication', { verification_code });
    return oidc.authorizationCodeGrant(config, await agent.finish(), checks);
  };
  const isAlive = async (token: string): Promise<boolean> => {
    const answer = await checkedFetch(`${server.issuer}/v1/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return answer.status === 200;
  };
  const opens = async (username: string, password: string): Promise<number> => {
    const agent = new UserAgent(server);
    await agent.open((await request(config)).url);
    return (await agent.call('password-authentication', { username, password })).status;
  };

  it('is taken over as a hash, and hashed anew at the first sign-in', async () => {
    const { sub, username } = await person();
    const { users } = server.server.adapters.storage.stores;
    const hash = async (): Promise<string | undefined> => (await users.findById(server.tenantId, sub))?.passwordHash;
    expect([await opens(username, 'wrong'), await hash()]).toEqual([400, BCRYPT]);
    expect(await opens(username, 'Test1234!')).toBe(200);
    expect(await hash()).toMatch(/^\$argon2id\$/);
    expect(await opens(username, 'Test1234!')).toBe(200);
  });

  describe('changed with the current one', () => {
    it('ends every other session and token, and spares the calling ones', async () => {
      const { sub, username } = await person();
      const [here, there] = [new UserAgent(server), new UserAgent(server)];
      const [mine, other] = [await login(here, username), await login(there, username)];
      expect(await change(mine.access_token)).toMatchObject({ status: 204, error: undefined });
      expect([await opens(username, NEW), await opens(username, 'Test1234!')]).toEqual([200, 400]);
      expect([await isAlive(mine.access_token), await isAlive(other.access_token)]).toEqual([true, false]);
      for (const { refresh_token } of [mine, other])
        expect((await refusal(oidc.refreshTokenGrant(config, refresh_token ?? ''))).error).toBe('invalid_grant');
      expect(await operator.sessions(sub)).toHaveLength(1);
      const silent = await here.go((await request(config, { prompt: 'none', scope: 'openid' })).url);
      expect(silent.searchParams.has('code')).toBe(true);
      const { body } = await operator.call('GET', `security-events?event_type=password_change_success&user_id=${sub}`);
      expect(body['total_count']).toBe(1);
    });

    it('takes the token of a user of this tenant, and no other', async () => {
      const { username } = await person();
      const { access_token } = await login(new UserAgent(server), username);
      const client = await oidc.clientCredentialsGrant(config, { scope: 'profile' });
      const { directory } = server.server.adapters.storage.stores;
      const tenants = await directory.pageTenants({ limit: 100, offset: 0 });
      const admin = tenants.list.find(({ type }) => type === 'ADMIN');
      const body = { current_password: 'Test1234!', new_password: NEW };
      expect(await change(undefined)).toEqual({ status: 401, error: 'invalid_token', challenge: 'Bearer' });
      expect((await change('unknown')).challenge).toBe('Bearer error="invalid_token"');
      expect((await change(client.access_token)).status).toBe(401);
      expect((await call('change', access_token, body, `${server.url}/${admin?.id ?? ''}`)).status).toBe(401);
      expect((await call('change', access_token, body, `${server.url}/unknown`)).status).toBe(404);
      expect(await opens(username, 'Test1234!')).toBe(200);
    });

    it('refuses a wrong one until no more is let through, at the sign-in neither', async () => {
      const { username } = await person();
      const { access_token } = await login(new UserAgent(server), username);
      for (let round = 0; round < 5; round += 1)
        expect((await change(access_token, 'wrong')).error).toBe('invalid_credentials');
      expect((await change(access_token)).error).toBe('too_many_attempts');
      expect(await opens(username, 'Test1234!')).toBe(400);
    });
  });

  describe('reset with a one-time code', () => {
    it('opens the account, and ends everything else', async () => {
      const { sub, username, phone } = await person();
      const stolen = await login(new UserAgent(server), username);
      const agent = new UserAgent(server);
      const { access_token, scope } = await byCode(agent, phone);
      expect(scope).toBe(RESET_SCOPE);
      expect(await reset(access_token, 'short')).toMatchObject({ status: 400, error: 'invalid_request' });
      expect((await reset(access_token)).status).toBe(204);
      expect([await opens(username, NEW), await opens(username, 'Test1234!')]).toEqual([200, 400]);
      expect([await isAlive(stolen.access_token), await isAlive(access_token)]).toEqual([false, false]);
      expect(await operator.sessions(sub)).toEqual([]);
      expect(await reset(access_token, 'Another-Horse-42!')).toMatchObject({ status: 401, error: 'invalid_token' });
      expect(await opens(username, NEW)).toBe(200);
    });

    it('lets one of many parallel calls win', async () => {
      const { username, phone } = await person();
      const { access_token } = await byCode(new UserAgent(server), phone);
      const answers = await Promise.all([1, 2, 3, 4].map((n) => reset(access_token, `${NEW}${n}`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 401, 401, 401]);
      const winner = answers.findIndex(({ status }) => status === 204) + 1;
      expect(await opens(username, `${NEW}${winner}`)).toBe(200);
    });

    it('is refused without the scope', async () => {
      const { username, phone } = await person();
      const { access_token } = await byCode(new UserAgent(server), phone, 'openid');
      expect(await reset(access_token)).toEqual({
        status: 403,
        error: 'insufficient_scope',
        challenge: 'Bearer error="insufficient_scope", scope="password:reset"',
      });
      expect(await opens(username, 'Test1234!')).toBe(200);
    });

    it('is refused when only the password was entered, by whichever grant', async () => {
      const { username } = await person();
      const grant = await oidc.genericGrantRequest(config, 'password', {
        username,
        password: 'Test1234!',
        scope: RESET_SCOPE,
      });
      const flow = await login(new UserAgent(server), username, 'Test1234!', RESET_SCOPE);
      for (const { access_token } of [grant, flow])
        expect(await reset(access_token)).toEqual({
          status: 401,
          error: 'insufficient_user_authentication',
          challenge: 'Bearer error="insufficient_user_authentication", max_age="600"',
        });
    });

    it('is refused when the code was entered in another sign-in of the session', async () => {
      const { phone } = await person();
      const agent = new UserAgent(server);
      await byCode(agent, phone, 'openid');
      const later = await request(config, { scope: RESET_SCOPE });
      await agent.open(later.url);
      const redirect = new URL(String((await agent.must('authorize-with-session'))['redirect_uri']));
      const { access_token } = await oidc.authorizationCodeGrant(config, redirect, later.checks);
      expect((await reset(access_token)).error).toBe('insufficient_user_authentication');
      const silent = await request(config, { scope: RESET_SCOPE, prompt: 'none' });
      const quiet = await oidc.authorizationCodeGrant(config, await agent.go(silent.url), silent.checks);
      expect((await reset(quiet.access_token)).error).toBe('insufficient_user_authentication');
    });

    it('is refused to the number that the very sign-in adds to the user', async () => {
      const { sub, username } = await person();
      const { users } = server.server.adapters.storage.stores;
      const stored = await users.findById(server.tenantId, sub);
      const { phoneNumber: _none, ...bare } = stored ?? { updatedAt: 0 };
      await users.replace({ ...(bare as NonNullable<typeof stored>), phoneNumberVerified: false }, bare.updatedAt);
      const agent = new UserAgent(server);
      const { url, checks } = await request(config, { scope: RESET_SCOPE });
      await agent.open(url);
      await agent.must('password-authentication', { username, password: 'Test1234!' });
      const enrol = await agent.call('sms-authentication-challenge', { phone_number: '+819012349999' });
      expect(enrol.status).toBe(200);
      await agent.must('sms-authentication', { verification_code: enrol.body['verification_code'] });
      const { access_token } = await oidc.authorizationCodeGrant(config, await agent.finish(), checks);
      expect((await reset(access_token)).error).toBe('insufficient_user_authentication');
    });

    it('is refused once the user may not sign in, and when the user may again', async () => {
      const { sub, username, phone } = await person();
      const { access_token } = await byCode(new UserAgent(server), phone);
      await operator.send('PATCH', `users/${sub}`, { status: 'LOCKED' });
      expect((await reset(access_token)).error).toBe('invalid_token');
      await operator.send('PATCH', `users/${sub}`, { status: 'REGISTERED' });
      expect((await reset(access_token)).error).toBe('invalid_token');
      expect(await opens(username, 'Test1234!')).toBe(200);
    });
  });
});
