import * as oidc from 'openid-client';
import { enableSms, openServer, setPolicies, succeeded } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { discover, request, signIn } from '../support-http/relying-party.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;
const MFA = 'urn:example:mfa';
const SECOND_FACTOR = { acr_values: MFA };

/** The policies of specification 4.12: a password is enough, unless a level is asked for. */
const POLICIES = [
  {
    description: 'basic',
    priority: 10,
    success_conditions: { any_of: [[succeeded('password-authentication')], [succeeded('initial-registration')]] },
  },
  {
    description: 'mfa',
    priority: 20,
    conditions: { acr_values: [MFA] },
    acr_mapping_rules: { [MFA]: { all_of: ['password', 'sms'] } },
    success_conditions: { any_of: [[succeeded('password-authentication'), succeeded('sms-authentication')]] },
  },
];

describe('sessions, as openid-client sees them', () => {
  let server: OpenServer;
  let config: oidc.Configuration;

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
    await setPolicies(server, POLICIES);
    config = await discover(server);
    const agent = new UserAgent(server);
    await agent.open((await request(config)).url);
    await agent.must('initial-registration', PERSON);
    await agent.finish();
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  /** A browser in which the user has signed in with a password. */
  const signedIn = async (): Promise<UserAgent> => {
    const agent = new UserAgent(server);
    await signIn(config, agent, CREDENTIALS);
    return agent;
  };

  /** What `prompt=none` sends back. */
  const silent = async (agent: UserAgent, parameters: Record<string, string> = {}): Promise<Record<string, string>> => {
    const { url, checks } = await request(config, { prompt: 'none', ...parameters });
    const back = Object.fromEntries((await agent.go(url)).searchParams);
    expect([back['state'], back['iss']]).toEqual([checks.expectedState, server.issuer]);
    return back;
  };

  it('let prompt=none answer with a code, and leave no transaction behind', async () => {
    const agent = await signedIn();
    const { transactions, clock } = server.server.tessera.dependencies;
    const before = await transactions.list(server.tenantId, clock.now());
    const { url, checks } = await request(config, { prompt: 'none' });
    const tokens = await oidc.authorizationCodeGrant(config, await agent.go(url), checks);
    expect(tokens.claims()).toMatchObject({ amr: ['password'] });
    expect(await transactions.list(server.tenantId, clock.now())).toHaveLength(before.length);
  });

  it('keep auth_time where it was', async () => {
    const agent = new UserAgent(server);
    const first = await signIn(config, agent, CREDENTIALS);
    const { url, checks } = await request(config, { prompt: 'none' });
    const second = await oidc.authorizationCodeGrant(config, await agent.go(url), checks);
    expect(second.claims()?.auth_time).toBe(first.claims()?.auth_time);
  });

  it('are needed for prompt=none', async () => {
    expect(await silent(new UserAgent(server))).toMatchObject({ error: 'login_required' });
  });

  it('are too old for max_age=0, and young enough for an hour', async () => {
    const agent = await signedIn();
    expect(await silent(agent, { max_age: '3600' })).toHaveProperty('code');
    expect((await silent(agent, { max_age: '0' }))['error']).toMatch(/^(login_required|interaction_required)$/);
  });

  it('of a user who is no longer active answer login_required', async () => {
    const agent = await signedIn();
    const { users } = server.server.tessera.dependencies;
    const [user] = await users.findByEmail(server.tenantId, PERSON.email);
    await users.patch(server.tenantId, user?.sub ?? '', { status: 'DISABLED' });
    expect(await silent(agent)).toMatchObject({ error: 'login_required' });
    await users.patch(server.tenantId, user?.sub ?? '', { status: 'REGISTERED' });
  });

  it('step up: the walkthrough of specification 4.12', async () => {
    const agent = await signedIn();
    expect(await silent(agent, SECOND_FACTOR)).toMatchObject({ error: 'interaction_required' });
    const { url, checks } = await request(config, SECOND_FACTOR);
    const id = await agent.open(url);
    expect((await agent.read('authentication-status')).body).toMatchObject({
      status: 'in_progress',
      authentication_methods: ['password'],
      required_methods: [['sms']],
    });
    expect((await agent.read('view-data')).body).toMatchObject({
      session_enabled: false,
      destinations: { phone_number: '+81********78' },
    });
    const stranger = await checkedFetch(`${server.issuer}/v1/authorizations/${id}/authorize`, { method: 'POST' });
    expect(stranger.status).toBe(401);
    expect((await agent.call('authorize')).body).toMatchObject({
      error: 'invalid_request',
      required_methods: [['sms']],
    });
    expect(await agent.call('authorize-with-session')).toEqual({
      status: 400,
      body: {
        error: 'unmet_authentication_requirements',
        error_description: 'The session does not satisfy the authentication policy',
        required_methods: [['sms']],
      },
    });
    await agent.sms();
    const tokens = await oidc.authorizationCodeGrant(config, await agent.finish(), checks);
    expect(tokens.claims()).toMatchObject({ acr: MFA, amr: ['password', 'sms'] });
    const { code } = await silent(agent, SECOND_FACTOR);
    expect(code).toMatch(/^[\w-]{43,}$/);

    const quick = await request(config, SECOND_FACTOR);
    await agent.open(quick.url);
    expect((await agent.read('view-data')).body).toMatchObject({ session_enabled: true });
    const { redirect_uri: target } = await agent.must('authorize-with-session');
    const again = await oidc.authorizationCodeGrant(config, new URL(target as string), quick.checks);
    expect(again.claims()).toMatchObject({
      acr: MFA,
      amr: ['password', 'sms'],
      auth_time: tokens.claims()?.auth_time,
    });
    await agent.open((await request(config, { ...SECOND_FACTOR, prompt: 'login' })).url);
    expect((await agent.read('authentication-status')).body).toMatchObject({
      authentication_methods: [],
      interaction_results: {},
    });
  });

  it('are replaced when another user signs in', async () => {
    const agent = await signedIn();
    const other = { ...PERSON, email: 'other@example.com', phone_number: '+81-90-8765-4321' };
    const { url, checks } = await request(config, { prompt: 'create' });
    await agent.open(url);
    await agent.must('initial-registration', other);
    const tokens = await oidc.authorizationCodeGrant(config, await agent.finish(), checks);
    const quiet = await request(config, { prompt: 'none' });
    const again = await oidc.authorizationCodeGrant(config, await agent.go(quiet.url), quiet.checks);
    expect(again.claims()?.sub).toBe(tokens.claims()?.sub);
  });

  it.each<[string, Record<string, string>, string]>([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['PKCE without a hash', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['prompt=none together with login', { prompt: 'none login' }, 'invalid_request'],
    ['a max_age that is no number', { max_age: 'soon' }, 'invalid_request'],
    ['an over-long nonce', { nonce: 'n'.repeat(1025) }, 'invalid_request'],
    ['a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['a request URI', { request_uri: 'https://app.example.com/request' }, 'request_uri_not_supported'],
  ])('begin with an error sent back, with state and issuer, for %s', async (_what, parameters, error) => {
    const { url, checks } = await request(config, parameters);
    const back = await new UserAgent(server).go(url);
    expect(`${back.origin}${back.pathname}`).toBe('https://app.example.com/callback');
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error,
      state: checks.expectedState,
      iss: server.issuer,
    });
    const told: unknown = await oidc.authorizationCodeGrant(config, back, checks).catch((reason: unknown) => reason);
    expect(told).toMatchObject({ name: 'AuthorizationResponseError', error });
  });

  it('begin with invalid_scope when nothing is left of what is asked for', async () => {
    const { url, checks } = await request(config, { scope: 'management unknown' });
    url.searchParams.delete('nonce'); // belongs to OpenID Connect; without `openid` it is an error of its own
    const back = await new UserAgent(server).go(url);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: 'invalid_scope',
      state: checks.expectedState,
    });
  });

  it('end with access_denied when the user says no', async () => {
    const { url, checks } = await request(config);
    const agent = new UserAgent(server);
    await agent.open(url);
    const back = new URL((await agent.must('deny'))['redirect_uri'] as string);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The request was denied',
      state: checks.expectedState,
      iss: server.issuer,
    });
  });

  it.each([
    [{ client_id: 'unknown' }, 'client_id is unknown'],
    [{ redirect_uri: 'https://evil.example.com/callback' }, 'redirect_uri is not registered'],
  ])('never send %j anywhere', async (parameters, description) => {
    const { url } = await request(config, parameters);
    const answer = await checkedFetch(url, { redirect: 'manual' });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: description },
    ]);
    const page = await checkedFetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')?.split(';')[0]]).toEqual([400, 'text/html']);
    expect(await page.text()).toContain(description);
  });
});
