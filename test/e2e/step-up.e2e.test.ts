import { TENANT_DEFAULTS } from '@tessera/core';
import { GUIDE } from '@tessera/server';
import * as oidc from 'openid-client';
import { enableSms, openServer, setPolicies } from '../support-http/open-server.js';
import type { OpenServer } from '../support-http/open-server.js';
import { discover, request, signIn } from '../support-http/relying-party.js';
import { makeOlder } from '../support-http/session-age.js';
import { MFA, STEP_UP_POLICIES } from '../support-http/step-up-policies.js';
import { CREDENTIALS, PERSON, UserAgent } from '../support-http/user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

const TIMEOUT = 60_000;
const SECOND_FACTOR = { acr_values: MFA };
const NOTHING = { authentication_methods: [], interaction_results: {} };

describe('step-up', () => {
  let server: OpenServer;
  let config: oidc.Configuration;
  let sub: string;

  beforeAll(async () => {
    server = await openServer();
    await enableSms(server);
    await setPolicies(server, STEP_UP_POLICIES);
    config = await discover(server);
    const agent = new UserAgent(server);
    const { url, checks } = await request(config);
    await agent.open(url);
    await agent.must('initial-registration', PERSON);
    sub = (await oidc.authorizationCodeGrant(config, await agent.finish(), checks)).claims()?.sub ?? '';
  }, TIMEOUT);

  afterAll(() => server.close(), TIMEOUT);

  afterEach(() => {
    expect(server.faults).toEqual([]);
  });

  /** A browser whose user has signed in: with a password, or with the second factor too. */
  const signedIn = async (parameters: Record<string, string> = {}): Promise<UserAgent> => {
    const agent = new UserAgent(server);
    await agent.open((await request(config, parameters)).url);
    await agent.must('password-authentication', CREDENTIALS);
    if (parameters['acr_values'] !== undefined) await agent.sms();
    await agent.finish();
    return agent;
  };

  const started = async (agent: UserAgent, parameters: Record<string, string> = {}): Promise<object> => {
    await agent.open((await request(config, parameters)).url);
    return (await agent.read('authentication-status')).body;
  };

  /** What `prompt=none` sends back. */
  const silent = async (agent: UserAgent, parameters: Record<string, string> = {}): Promise<object> =>
    Object.fromEntries((await agent.go((await request(config, { prompt: 'none', ...parameters })).url)).searchParams);

  it('is walked as in specification 4.12, in one browser', async () => {
    const agent = new UserAgent(server);
    // 1
    const basic = await signIn(config, agent, CREDENTIALS);
    expect(basic.claims()).not.toHaveProperty('acr');
    // 2, 3
    const first = await request(config, SECOND_FACTOR);
    await agent.open(first.url);
    expect((await agent.read('authentication-status')).body).toMatchObject({
      status: 'in_progress',
      authentication_methods: ['password'],
      required_methods: [['sms']],
      interaction_results: { 'password-authentication': { carried_over: true, success_count: 1 } },
    });
    // 4
    const refused = { status: 400, body: { error: 'unmet_authentication_requirements', required_methods: [['sms']] } };
    expect(await agent.call('authorize-with-session')).toMatchObject(refused);
    // 5
    const { verification_code } = await agent.must('sms-authentication-challenge', {});
    expect((await agent.read('view-data')).body).toMatchObject({ destinations: { phone_number: '+81********78' } });
    await agent.must('sms-authentication', { verification_code });
    // 6
    const raised = await oidc.authorizationCodeGrant(config, await agent.finish(), first.checks);
    expect(raised.claims()).toMatchObject({ sub, acr: MFA, amr: ['password', 'sms'] });
    expect(raised.claims()?.auth_time).toBeGreaterThanOrEqual(basic.claims()?.auth_time ?? Infinity);
    // 7
    const second = await request(config, SECOND_FACTOR);
    await agent.open(second.url);
    const { redirect_uri: target } = await agent.must('authorize-with-session');
    const again = await oidc.authorizationCodeGrant(config, new URL(target as string), second.checks);
    expect(again.claims()).toMatchObject({ acr: MFA, auth_time: raised.claims()?.auth_time });
    // 8
    const quiet = await request(config, { ...SECOND_FACTOR, prompt: 'none' });
    const silently = await oidc.authorizationCodeGrant(config, await agent.go(quiet.url), quiet.checks);
    expect(silently.claims()).toMatchObject({ acr: MFA, amr: ['password', 'sms'] });
    // 9
    await agent.open((await request(config, { ...SECOND_FACTOR, prompt: 'login' })).url);
    expect((await agent.read('authentication-status')).body).toMatchObject({
      ...NOTHING,
      required_methods: [['password', 'sms']],
    });
    // 10
    const third = await signedIn();
    const id = await third.open((await request(config, SECOND_FACTOR)).url);
    const stranger = await checkedFetch(`${server.issuer}/v1/authorizations/${id}/authorize`, { method: 'POST' });
    expect(stranger.status).toBe(401);
  });

  describe('requests and sessions, as in specification 3.8', () => {
    it.each(['authorize', 'authorize-with-session'])('a session that is enough: %s works at once', async (action) => {
      const agent = await signedIn();
      expect(await started(agent)).toMatchObject({ status: 'success', required_methods: [] });
      expect((await agent.read('view-data')).body).toMatchObject({ session_enabled: true });
      expect((await agent.call(action)).status).toBe(200);
      expect((await agent.call(action)).status).toBe(404);
    });

    it('a session that is enough in part: only the rest is asked for, and the session is raised', async () => {
      const agent = await signedIn();
      expect(await silent(agent, SECOND_FACTOR)).toMatchObject({ error: 'interaction_required' });
      expect(await started(agent, SECOND_FACTOR)).toMatchObject({ required_methods: [['sms']] });
      await agent.sms();
      await agent.finish();
      expect(await silent(agent, SECOND_FACTOR)).toHaveProperty('code');
    });

    it.each([['login'], ['select_account'], ['create'], ['consent login']])(
      'prompt=%s: the session is ignored, all factors are asked for',
      async (prompt) => {
        const agent = await signedIn(SECOND_FACTOR);
        expect(await started(agent, { ...SECOND_FACTOR, prompt })).toMatchObject({ status: 'in_progress', ...NOTHING });
        expect((await agent.read('view-data')).body).toMatchObject({
          session_enabled: false,
          prompt: prompt.split(' '),
        });
        expect(await agent.call('authorize-with-session')).toEqual({
          status: 400,
          body: { error: 'login_required', error_description: 'A new sign-in is required' },
        });
        await agent.must('password-authentication', CREDENTIALS);
        expect((await agent.call('authorize')).body).toMatchObject({ required_methods: [['sms']] });
      },
    );

    it('max_age=0 acts like prompt=login', async () => {
      const agent = await signedIn();
      expect(await started(agent, { max_age: '0' })).toMatchObject(NOTHING);
      expect((await agent.call('authorize-with-session')).body).toMatchObject({ error: 'login_required' });
    });

    it('max_age: factors that are older are not carried over, younger ones are', async () => {
      const agent = await signedIn();
      await makeOlder(server, sub, 600);
      expect(await started(agent, { max_age: '599' })).toMatchObject(NOTHING);
      expect(await agent.call('authorize-with-session')).toMatchObject({
        body: { error: 'login_required', error_description: 'A new sign-in is required' },
      });
      expect(await silent(agent, { max_age: '599' })).toMatchObject({ error: 'login_required' });
      await agent.open((await request(config, SECOND_FACTOR)).url);
      await agent.sms();
      await agent.finish();
      // The code is young, the password is not.
      expect(await started(agent, { ...SECOND_FACTOR, max_age: '599' })).toMatchObject({
        authentication_methods: ['sms'],
        required_methods: [['password']],
      });
      expect(await silent(agent, { ...SECOND_FACTOR, max_age: '599' })).toMatchObject({
        error: 'interaction_required',
      });
      expect(await silent(agent, { ...SECOND_FACTOR, max_age: '3600' })).toHaveProperty('code');
    });

    it('prompt=none without a session: login_required', async () => {
      expect(await silent(new UserAgent(server))).toMatchObject({ error: 'login_required' });
    });

    it('two tabs of one browser step up side by side', async () => {
      const agent = await signedIn();
      const [left, right] = [agent.tab(), agent.tab()];
      await left.open((await request(config, SECOND_FACTOR)).url);
      await right.open((await request(config, SECOND_FACTOR)).url);
      await left.sms();
      await left.finish();
      // The other tab began before, and the session is enough now.
      expect((await right.call('authorize-with-session')).status).toBe(200);
    });
  });

  describe('with an essential acr', () => {
    const essential = (request_: object): Record<string, string> => ({
      claims: JSON.stringify({ id_token: { acr: { essential: true, ...request_ } } }),
    });

    it.each([
      ['value', { value: MFA }],
      ['values', { values: ['urn:example:unheard-of', MFA] }],
    ])('in %s, asks for what is missing and says what was reached', async (_what, wanted) => {
      const agent = await signedIn();
      const { url, checks } = await request(config, essential(wanted));
      expect(await silent(agent, essential(wanted))).toMatchObject({ error: 'interaction_required' });
      await agent.open(url);
      expect((await agent.call('authorize')).body).toMatchObject({ required_methods: [['sms']] });
      await agent.sms();
      const tokens = await oidc.authorizationCodeGrant(config, await agent.finish(), checks);
      expect(tokens.claims()?.['acr']).toBe(MFA);
      expect(await silent(agent, essential(wanted))).toHaveProperty('code');
    });

    it('that nothing leads to, sends the client an error at once', async () => {
      const { url } = await request(config, essential({ value: 'urn:example:unheard-of' }));
      expect(Object.fromEntries((await new UserAgent(server).go(url)).searchParams)).toMatchObject({
        error: 'unmet_authentication_requirements',
        iss: server.issuer,
      });
    });

    it('is announced by discovery, with the levels there are', () => {
      expect(config.serverMetadata()).toMatchObject({
        claims_parameter_supported: true,
        acr_values_supported: [MFA],
      });
    });
  });

  it('is told in the names of RFC 8176 where the tenant says so', async () => {
    const tenantId = 'a3f0f0c6-3c0e-4dd8-9d3b-4b3f0d1d5c11';
    const { directory } = server.server.adapters.storage.stores;
    const [own, client] = await Promise.all([
      directory.findTenant(GUIDE.tenantId),
      directory.findClient(GUIDE.tenantId, GUIDE.clientId),
    ]);
    if (!own || !client) throw new Error('the guide has no tenant');
    await directory.insertTenant({
      ...TENANT_DEFAULTS,
      id: tenantId,
      organizationId: own.organizationId,
      name: 'RFC 8176',
      type: 'PUBLIC',
      amrFormat: 'rfc8176',
    });
    await directory.insertClient({ ...client, tenantId });
    const call = { tenantId, operator: 'test', dryRun: false };
    await server.server.tessera.policies.create(call, { flow: 'oauth', policies: STEP_UP_POLICIES });
    await enableSms(server, tenantId);
    const issuer = `${server.url}/${tenantId}`;
    const elsewhere = await discover({ issuer });
    const agent = new UserAgent({ issuer, url: server.url });
    const registered = await request(elsewhere);
    await agent.open(registered.url);
    await agent.must('initial-registration', PERSON);
    const first = await oidc.authorizationCodeGrant(elsewhere, await agent.finish(), registered.checks);
    expect(first.claims()?.['amr']).toEqual(['pwd']);
    const signed = await request(elsewhere, { ...SECOND_FACTOR, prompt: 'login' });
    await agent.open(signed.url);
    await agent.must('password-authentication', CREDENTIALS);
    await agent.sms();
    const second = await oidc.authorizationCodeGrant(elsewhere, await agent.finish(), signed.checks);
    expect(second.claims()).toMatchObject({ acr: MFA, amr: ['pwd', 'sms', 'otp', 'mfa'] });
  });
});
