import type { JsonObject, Violation } from '@tessera/core';
import { internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';

const DOCUMENT: JsonObject = { flow: 'oauth', policies: [MFA_POLICY] };
const OPENID: JsonObject = { client_id: 'web-app', scopes: ['openid', 'profile'] };
const ONCE: JsonObject = { success_count: 1 };

describe('simulating a policy', () => {
  let engine: TestEngine;
  const simulate = (body: JsonObject): Promise<JsonObject> =>
    engine.tessera.simulatePolicy.execute(engine.tenant.id, body);
  const violations = async (body: JsonObject): Promise<readonly Violation[]> =>
    simulate(body).then(
      () => [],
      (error: { violations: readonly Violation[] }) => error.violations,
    );

  beforeEach(async () => {
    engine = await TestEngine.create();
    await engine.configure(internalSms());
  });

  it('tells the policy, the state, what is missing and why', async () => {
    const interactions = { 'password-authentication': { ...ONCE, interaction_time: '2025-01-19T10:00:00.123Z' } };
    const answer = await simulate({ policy_configuration: DOCUMENT, request: OPENID, interactions });
    expect(answer).toMatchObject({
      policy: {
        index: 0,
        description: 'mfa_required_for_registration_and_login',
        priority: 10,
        fallback: false,
        built_in: false,
      },
      state: 'in_progress',
      authentication_methods: ['password'],
      required_methods: [['sms']],
      achieved_acr: null,
      granted_scopes: ['openid', 'profile'],
      facts: {
        'password-authentication': {
          operation_type: 'AUTHENTICATION',
          method: 'password',
          call_count: 1,
          success_count: 1,
          failure_count: 0,
          interaction_time: '2025-01-19T10:00:00.123Z',
        },
        user: { status: 'REGISTERED', email_verified: false },
      },
      findings: [],
    });
    expect(answer).toHaveProperty('explain.success.groups.0.conditions.1', {
      path: '$.sms-authentication.success_count',
      operation: 'gte',
      value: 1,
      holds: false,
      reason: 'missing',
    });
    expect(answer).not.toHaveProperty('warnings');
  });

  it('stores nothing and records nothing', async () => {
    const sms = { 'password-authentication': ONCE, 'sms-authentication': ONCE };
    expect(await simulate({ policy_configuration: DOCUMENT, request: OPENID, interactions: sms })).toMatchObject({
      state: 'success',
      required_methods: [],
    });
    expect(await engine.tessera.policies.list(engine.tenant.id, { limit: 20, offset: 0 })).toMatchObject({
      totalCount: 0,
    });
    const { totalCount } = await engine.eventStore.query(engine.tenant.id, { limit: 1, offset: 0 });
    expect(totalCount).toBe(0);
  });

  it('takes a stored document by its id, else the one in force, else the built-in policy', async () => {
    const builtIn = { index: null, description: null, priority: 0, fallback: false, built_in: true };
    expect(await simulate({})).toMatchObject({ policy: builtIn, state: 'in_progress', findings: [], facts: {} });
    const id = await engine.policy(MFA_POLICY);
    expect(await simulate({ id: id.toUpperCase(), request: OPENID })).toMatchObject({
      policy: { index: 0, fallback: false },
    });
    expect(await simulate({ request: OPENID })).toMatchObject({ policy: { index: 0, fallback: false } });
    expect(await simulate({})).toMatchObject({ policy: { index: 0, fallback: true } });
    expect(await simulate({ policy_configuration: { ...DOCUMENT, enabled: false } })).toMatchObject({
      policy: builtIn,
    });
  });

  it.each(['unknown', '00000000-0000-4000-8000-000000000000'])('knows no document with the id %s', async (id) => {
    await expect(simulate({ id })).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
  });

  it('knows no document of another tenant', async () => {
    const id = await engine.policy(MFA_POLICY);
    const other = engine.tessera.simulatePolicy.execute('other-tenant', { id });
    await expect(other).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
  });

  it('tells acr, granted scopes and what the requested acr still needs', async () => {
    const policy = {
      ...MFA_POLICY,
      success_conditions: {
        any_of: [[{ path: '$.password-authentication.success_count', operation: 'gte', value: 1 }]],
      },
      acr_mapping_rules: { 'urn:example:mfa': { all_of: ['password', 'sms'] }, 'urn:example:basic': ['password'] },
      level_of_authentication_scopes: { transfers: { all_of: ['password', 'sms'] } },
    };
    const body = {
      policy_configuration: { flow: 'oauth', policies: [policy] },
      request: { client_id: 'bank', scopes: ['openid', 'transfers'], acr_values: ['urn:example:mfa'] },
    };
    const password = { ...body, interactions: { 'password-authentication': ONCE } };
    expect(await simulate(password)).toMatchObject({
      state: 'success',
      achieved_acr: 'urn:example:basic',
      required_methods: [['sms']],
      granted_scopes: ['openid'],
    });
    const both = { ...body, interactions: { 'password-authentication': ONCE, 'sms-authentication': ONCE } };
    expect(await simulate(both)).toMatchObject({
      achieved_acr: 'urn:example:mfa',
      required_methods: [],
      granted_scopes: ['openid', 'transfers'],
    });
  });

  it('shows operators the facts of the user, and takes those that are not given as for somebody new', async () => {
    const condition = { path: '$.user.email_verified', operation: 'eq', value: true };
    const password = { path: '$.password-authentication.success_count', operation: 'gte', value: 1 };
    const policy = { success_conditions: { any_of: [[password, condition]] } };
    const body = {
      policy_configuration: { flow: 'oauth', policies: [policy] },
      interactions: { 'password-authentication': ONCE },
    };
    expect(await simulate(body)).toMatchObject({ state: 'in_progress', required_methods: [] });
    const verified = await simulate({ ...body, user: { email_verified: true, roles: ['staff'] } });
    expect(verified).toMatchObject({ state: 'success', facts: { user: { roles: ['staff'], permissions: [] } } });
    expect(verified).toHaveProperty('explain.success.groups.0.conditions.1.actual', true);
    expect(await simulate({ ...body, user: null })).toMatchObject({ state: 'in_progress' });
    expect(await simulate({ ...body, user: null })).not.toHaveProperty('facts.user');
  });

  it('fails when it was cancelled, and locks before that', async () => {
    const lock_conditions = {
      any_of: [[{ path: '$.password-authentication.failure_count', operation: 'gte', value: 5 }]],
    };
    const body = { policy_configuration: { flow: 'oauth', policies: [{ ...MFA_POLICY, lock_conditions }] } };
    const cancelled = { 'authentication-cancel': ONCE };
    expect(await simulate({ ...body, interactions: cancelled })).toMatchObject({ state: 'failure' });
    const failed = { ...cancelled, 'password-authentication': { failure_count: 5 } };
    expect(await simulate({ ...body, interactions: failed })).toMatchObject({ state: 'locked' });
  });

  it('takes interaction_results of a status as they are', async () => {
    await engine.policy(MFA_POLICY);
    await engine.user({ preferredUsername: 'a@example.com' });
    const login = await engine.start();
    await login.password('a@example.com');
    const status = await engine.tessera.readTransaction.authenticationStatus({
      ...login.transaction,
      caller: login.caller,
      explain: false,
    });
    const results = (status.body as { interaction_results: JsonObject }).interaction_results;
    expect(await simulate({ request: OPENID, interactions: results })).toMatchObject({
      state: 'in_progress',
      required_methods: status.body['required_methods'],
    });
  });

  it('lists what the document can never do', async () => {
    const policy = { ...MFA_POLICY, available_methods: ['password', 'initial-registration'] };
    const { findings } = await simulate({ policy_configuration: { flow: 'oauth', policies: [policy] } });
    expect(findings).toContainEqual({
      code: 'group_never_holds',
      pointer: '/policies/0/success_conditions/any_of/0',
      message: "Condition 1 cannot hold: 'sms' is not in available_methods",
    });
  });

  it.each([
    [
      'is missing',
      undefined,
      ['group_never_holds', 'group_never_holds', 'method_without_configuration', 'policy_never_succeeds'],
    ],
    [
      'is disabled',
      { enabled: false },
      ['group_never_holds', 'group_never_holds', 'method_without_configuration', 'policy_never_succeeds'],
    ],
    ['is enabled', {}, []],
  ])('finds a method whose configuration %s', async (_what, change, codes) => {
    const fresh = await TestEngine.create();
    if (change) await fresh.configure({ ...internalSms(), ...change });
    const { findings } = await fresh.tessera.simulatePolicy.execute(fresh.tenant.id, {
      policy_configuration: DOCUMENT,
    });
    expect((findings as { code: string }[]).map(({ code }) => code).sort()).toEqual(codes);
  });

  it('finds a built-in method that was disabled', async () => {
    const password = {
      type: 'password',
      enabled: false,
      interactions: { 'password-authentication': { execution: { function: 'password_verification' } } },
    };
    await engine.configure(password);
    const { findings } = await simulate({ policy_configuration: DOCUMENT });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'method_without_configuration' }));
  });

  it('warns as a write does', async () => {
    const step = { method: 'sms', registration_mode: 'x' };
    const policy_configuration = { flow: 'oauth', policies: [{ ...MFA_POLICY, step_definitions: [step] }] };
    expect((await simulate({ policy_configuration }))['warnings']).toEqual([
      expect.objectContaining({ code: 'unused_step_field' }),
    ]);
  });

  it('refuses a document that a write would refuse, together with everything else', async () => {
    const policy_configuration = { id: 'x', policies: [{ success_conditions: { any_of: [] }, colour: 'red' }] };
    const interactions = {
      'password-authentication': { success_count: 2, failure_count: 1, call_count: 2 },
      magic: {},
    };
    const places = (
      await violations({ policy_configuration, interactions, request: { scopes: 'openid' }, more: 1 })
    ).map(({ pointer, message }) => `${pointer} ${message}`);
    expect(places.sort()).toEqual([
      '/interactions/magic unknown property',
      '/interactions/password-authentication/call_count out of range',
      '/more unknown property',
      '/policy_configuration/flow required',
      '/policy_configuration/id not a UUID',
      '/policy_configuration/policies/0/colour unknown property',
      '/policy_configuration/policies/0/success_conditions/any_of out of range',
      '/request/scopes wrong type',
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ['no object', [] as never, ''],
    ['a document that is no object', { policy_configuration: 'x' }, '/policy_configuration'],
    ['two documents', { policy_configuration: DOCUMENT, id: 'x' }, '/id'],
    ['an empty id', { id: '' }, '/id'],
    ['interactions that are a list', { interactions: [] }, '/interactions'],
    [
      'a fraction of a success',
      { interactions: { 'sms-authentication': { success_count: 0.5 } } },
      '/interactions/sms-authentication/success_count',
    ],
    [
      'a negative count',
      { interactions: { 'sms-authentication': { failure_count: -1 } } },
      '/interactions/sms-authentication/failure_count',
    ],
    [
      'another method',
      { interactions: { 'sms-authentication': { method: 'email' } } },
      '/interactions/sms-authentication/method',
    ],
    ['an inherited name', { interactions: { constructor: ONCE } }, '/interactions/constructor'],
    [
      'a time that is none',
      { interactions: { 'sms-authentication': { interaction_time: '2025-01-19' } } },
      '/interactions/sms-authentication/interaction_time',
    ],
    ['a user that is none', { user: 'somebody' }, '/user'],
    ['an unknown fact', { user: { email: 'a@example.com' } }, '/user/email'],
    ['an unknown status', { user: { status: 'ACTIVE' } }, '/user/status'],
    ['a role that is no text', { user: { roles: [1] } }, '/user/roles/0'],
    ['an acr that is no text', { request: { acr_values: [1] } }, '/request/acr_values/0'],
  ])('refuses %s', async (_what, body, pointer) => {
    expect((await violations(body)).map((violation) => violation.pointer)).toEqual([pointer]);
  });
});

describe('drawing a policy', () => {
  it('draws one of a stored configuration', async () => {
    const engine = await TestEngine.create();
    const id = await engine.policy(MFA_POLICY);
    const draw = (tenantId: string, of: string, position = 0): Promise<string> =>
      engine.tessera.drawPolicy.execute(tenantId, of, position);
    expect(await draw(engine.tenant.id, id)).toMatch(/^flowchart LR\n {2}policy\("mfa_required/);
    await expect(draw('other-tenant', id)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    await expect(draw(engine.tenant.id, 'unknown')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    await expect(draw(engine.tenant.id, id, 1)).rejects.toMatchObject({
      code: 'ERR_INVALID_DOCUMENT',
      violations: [{ pointer: '/policy', message: 'out of range', expected: '0..0', got: '1' }],
    });
  });
});
