import type { JsonObject, OutboundResult, User } from '@tessera/core';
import { answers, anyOf, failedTimes, fault } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const INTERACTION = 'password-authentication';
const CLAIMS: readonly JsonObject[] = [
  { from: '$.response_body.id', to: 'external_user_id' },
  { from: '$.response_body.login', to: 'preferred_username' },
  { from: '$.response_body.name', to: 'name' },
  { from: '$.response_body.custom', to: 'custom_properties' },
  { static_value: 'REGISTERED', to: 'status' },
  { static_value: ['admin'], to: 'roles' },
  { static_value: true, to: 'phone_number_verified' },
  { static_value: '+819000000000', to: 'phone_number' },
];

const configuration = (rules?: readonly JsonObject[]): JsonObject => ({
  type: 'password',
  interactions: {
    [INTERACTION]: {
      execution: {
        function: 'http_request',
        http_request: {
          url: 'https://idp.example.com/check',
          body_mapping_rules: [{ from: '$.request_body', to: '*' }],
        },
      },
      ...(rules ? { user_resolve: { user_mapping_rules: rules } } : {}),
    },
  },
});

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
  readonly user: User;
}

async function begin(
  result: OutboundResult,
  { rules, policy = {} }: { rules?: readonly JsonObject[]; policy?: JsonObject } = {},
): Promise<Scene> {
  const engine = await TestEngine.create();
  await engine.configure(configuration(rules));
  await engine.policy(anyOf([INTERACTION], policy));
  const user = await engine.user({ preferredUsername: NAME, externalUserId: 'x-1', providerId: 'tessera' });
  engine.http.respond = () => result;
  return { engine, login: await engine.start(), user };
}

describe('a password that an outside service checks', () => {
  it('is sent as it came, and binds the user of the submitted name', async () => {
    const { engine, login, user } = await begin(answers(200, { ok: true }));
    const body = { ok: true, status: 'success', user: { sub: user.sub, status: 'REGISTERED' } };
    expect(await login.password(NAME, 'any')).toEqual({ status: 200, body });
    expect(engine.http.bodies('/check')).toEqual([{ username: NAME, password: 'any' }]);
    expect(engine.hasher.verified).toEqual([]);
  });

  it('binds the user whom the mapping names, and never takes status, roles or contact data', async () => {
    const found = answers(200, { id: 'x-1', login: 'other', name: 'From Outside', custom: { tier: 'gold' } });
    const { engine, login, user } = await begin(found, { rules: CLAIMS });
    await login.password('somebody');
    await login.finish();
    const stored = await engine.stored(user.sub);
    expect(stored).toMatchObject({ claims: { name: 'From Outside' }, customProperties: { tier: 'gold' } });
    expect(stored).toMatchObject({
      status: 'REGISTERED',
      roles: [],
      phoneNumber: user.phoneNumber,
      phoneNumberVerified: false,
    });
  });

  it('finds nobody without registration, and creates a user with it', async () => {
    const unknown = answers(200, { id: 'x-2', login: 'new-outside' });
    const strict = await begin(unknown, { rules: CLAIMS });
    const refused = { error: 'user_not_found', error_description: 'User not found' };
    expect(await strict.login.password(NAME)).toEqual({ status: 400, body: refused });
    expect(await strict.login.trail()).toEqual(['password_failure:user_not_found']);
    const step_definitions = [{ method: 'password', allow_registration: true }];
    const open = await begin(unknown, { rules: CLAIMS, policy: { step_definitions } });
    await open.login.password(NAME);
    const { login: done } = await open.login.finish();
    expect(await open.engine.stored(done.sub)).toMatchObject({
      preferredUsername: 'new-outside',
      externalUserId: 'x-2',
      status: 'REGISTERED',
      roles: [],
    });
  });

  const CONNECT = 'Failed to connect to external authentication service';
  it.each<[OutboundResult, number, object, readonly number[], string]>([
    [
      answers(401, {}),
      401,
      { error: 'invalid_credentials', error_description: 'Invalid username or password' },
      [1, 0, 1],
      'wrong_password',
    ],
    [
      answers(400, { error: 'nope' }),
      400,
      { error: 'nope', error_description: 'Invalid username or password' },
      [1, 0, 1],
      'wrong_password',
    ],
    [answers(500, {}), 500, { error: 'server_error', error_description: CONNECT }, [1, 0, 0], 'provider_unreachable'],
    [fault('timeout'), 504, { error: 'server_error', error_description: CONNECT }, [1, 0, 0], 'provider_unreachable'],
  ])('with %j is answered %i', async (result, status, body, counts, reason) => {
    const { login } = await begin(result);
    expect(await login.password(NAME)).toEqual({ status, body });
    expect(await login.counts(INTERACTION)).toEqual(counts);
    expect(await login.trail()).toEqual([`password_failure:${reason}`]);
  });

  it('spends an attempt for a verdict, and none without one', async () => {
    const { engine, login } = await begin(fault('unreachable'));
    for (let i = 0; i < 10; i += 1) expect((await login.password(NAME)).status).toBe(503);
    engine.http.respond = () => answers(401, {});
    for (let i = 0; i < 5; i += 1) expect((await login.password(NAME)).status).toBe(401);
    expect((await login.password(NAME)).body['error']).toBe('too_many_attempts');
    expect(engine.http.requests).toHaveLength(15);
  });

  it('locks the user whom all refused calls named', async () => {
    const policy = { lock_conditions: failedTimes(INTERACTION, 2) };
    const { engine, login, user } = await begin(answers(401, {}), { policy });
    await login.password(NAME);
    await login.password(NAME.toUpperCase());
    expect((await engine.stored(user.sub))?.status).toBe('LOCKED');
  });

  it('does not help an inactive user', async () => {
    const { engine, login, user } = await begin(answers(200, {}));
    await engine.users.patch(engine.tenant.id, user.sub, { status: 'DELETED' });
    expect((await login.password(NAME)).body['error']).toBe('access_denied');
  });
});
