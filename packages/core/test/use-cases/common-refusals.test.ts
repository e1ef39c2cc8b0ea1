import type { BindingEvidence, JsonObject } from '@tessera/core';
import { anyOf, failedTimes, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';

const invalid = (error_description: string): JsonObject => ({ error: 'invalid_request', error_description });

describe('every interaction', () => {
  it('is refused for a tenant that does not exist, or is disabled', async () => {
    const engine = await TestEngine.create();
    const login = await engine.start();
    const call = { ...login.transaction, caller: login.caller, interaction: 'password-authentication', body: {} };
    const answer = await engine.tessera.performInteraction.execute({ ...call, tenantId: 'nobody' });
    expect(answer).toEqual({ status: 404, body: invalid('Tenant not found') });
  });

  it('is refused for a transaction that does not exist, is of another tenant, has expired or was consumed', async () => {
    const engine = await TestEngine.create();
    const other = await TestEngine.create();
    await engine.directory.insertTenant(other.tenant);
    const login = await engine.start();
    const refused = { status: 404, body: invalid('Authentication transaction not found') };
    const call = { caller: login.caller, interaction: 'authentication-cancel', body: {} };
    const perform = engine.tessera.performInteraction;
    expect(await perform.execute({ ...call, tenantId: engine.tenant.id, transactionId: 'unknown' })).toEqual(refused);
    expect(await perform.execute({ ...call, tenantId: other.tenant.id, transactionId: login.id })).toEqual(refused);
    engine.clock.advanceSeconds(1799);
    expect((await login.password('nobody@example.com')).status).toBe(400);
    engine.clock.advanceSeconds(1);
    expect(await login.password('nobody@example.com')).toEqual(refused);
    const consumed = await engine.start();
    await engine.user({ preferredUsername: 'a@example.com' });
    await consumed.password('a@example.com');
    await consumed.finish();
    expect(await consumed.call('authentication-cancel')).toEqual(refused);
  });

  const MISSING = 'auth_session_mismatch: the authentication session cookie is missing';
  const FOREIGN = 'auth_session_mismatch: the authentication session cookie belongs to another browser session';

  it.each<[string, BindingEvidence, number, string]>([
    ['another cookie of its own', { ownCookie: 'x', isBrowser: true, isForeignOrigin: false }, 401, FOREIGN],
    ['another latest cookie', { latestCookie: 'x', isBrowser: false, isForeignOrigin: false }, 401, FOREIGN],
    ['no cookie from a browser', { isBrowser: true, isForeignOrigin: false }, 401, MISSING],
    ['a foreign origin', { isBrowser: true, isForeignOrigin: true }, 403, 'Origin is not allowed'],
  ])('is refused with %s, counting nothing', async (_what, binding, status, error_description) => {
    const engine = await TestEngine.create();
    const login = await engine.start();
    const answer = await login.call('authentication-cancel', {}, { binding });
    const error = status === 403 ? 'access_denied' : 'invalid_request';
    expect(answer).toEqual({ status, body: { error, error_description } });
    expect(await login.trail()).toEqual(['auth_session_mismatch']);
    expect((await login.snapshot()).results).toEqual({});
  });

  it('is accepted without a cookie from a plain client, unless the policy asks for one', async () => {
    const engine = await TestEngine.create();
    const binding = { isBrowser: false, isForeignOrigin: false };
    expect((await (await engine.start()).call('authentication-cancel', {}, { binding })).status).toBe(200);
    await engine.policy(anyOf(['password-authentication'], { auth_session_binding_required: true }));
    expect((await (await engine.start()).call('authentication-cancel', {}, { binding })).status).toBe(401);
  });

  it.each(['no-such-interaction', 'constructor', 'toString', '__proto__', 'authorize', ''])(
    'is refused under the unknown name "%s"',
    async (name) => {
      const engine = await TestEngine.create();
      const login = await engine.start();
      expect(await login.call(name)).toEqual({ status: 404, body: invalid(`Unknown interaction '${name}'`) });
      expect(await login.trail()).toEqual([]);
    },
  );

  it('is refused once the transaction has failed, cancelled or not', async () => {
    const engine = await TestEngine.create();
    const login = await engine.start();
    expect(await login.call('authentication-cancel')).toEqual({ status: 200, body: { status: 'success' } });
    const refused = { status: 403, body: { error: 'access_denied', error_description: 'Authentication has failed' } };
    expect(await login.password('a@example.com')).toEqual(refused);
    expect(await login.call('authentication-cancel')).toEqual(refused);
    expect(await login.counts('password-authentication')).toEqual([0, 0, 0]);
    expect(await login.trail()).toEqual(['authentication_cancel_success']);
  });

  it('is refused when its method is not available, counting nothing, unless the server does not enforce it', async () => {
    const engine = await TestEngine.create();
    await engine.policy(MFA_POLICY);
    const login = await engine.start();
    const text = "Authentication method 'email' is not available in this flow";
    expect(await login.call('email-authentication-challenge')).toEqual({ status: 400, body: invalid(text) });
    expect((await login.snapshot()).results).toEqual({});
    const lax = await TestEngine.create({ settings: { enforceAvailableMethods: false } });
    await lax.policy(MFA_POLICY);
    const answer = await (await lax.start()).call('email-authentication-challenge');
    expect(answer.body).toEqual(invalid('Authentication configuration not found'));
  });

  it('is refused before its turn', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    const step_definitions = [
      { method: 'password', order: 1 },
      { method: 'sms', order: 2 },
    ];
    await engine.policy(anyOf(['sms-authentication'], { step_definitions }));
    await engine.user({ preferredUsername: 'a@example.com' });
    const login = await engine.start();
    const text = "Authentication method 'sms' is not available yet";
    expect(await login.challenge()).toEqual({ status: 400, body: invalid(text) });
    expect(await login.trail()).toEqual([]);
    await login.password('a@example.com');
    expect((await login.challenge()).status).toBe(200);
  });

  it('is refused without a configuration of its own, counted as a call', async () => {
    const engine = await TestEngine.create();
    const login = await engine.start();
    const refused = { status: 404, body: invalid('Authentication configuration not found') };
    expect(await login.challenge({ phone_number: '+819012345678' })).toEqual(refused);
    expect(await login.counts('sms-authentication-challenge')).toEqual([1, 0, 0]);
    expect(await login.trail()).toEqual([]);
  });

  it('is refused when its configuration is disabled, also the built-in ones', async () => {
    const engine = await TestEngine.create();
    await engine.configure({ ...internalSms(), enabled: false });
    const interactions = { 'password-authentication': {} };
    await engine.configure({ type: 'password', enabled: false, interactions });
    const login = await engine.start();
    expect((await login.challenge({ phone_number: '+819012345678' })).status).toBe(404);
    expect((await login.password('a@example.com')).status).toBe(404);
  });

  it('is refused with everything its schema says, and never echoes a value', async () => {
    const engine = await TestEngine.create();
    const login = await engine.start();
    const answer = await login.call('password-authentication', { username: 4711, password: '' });
    expect(answer.body).toMatchObject(invalid('Request validation failed'));
    expect(answer.body['error_messages']).toEqual([
      '/username must be string',
      '/password must NOT have fewer than 1 characters',
    ]);
    expect(JSON.stringify(answer)).not.toContain('4711');
    expect(await login.trail()).toEqual(['password_failure:schema']);
  });
});

describe('a transaction that becomes locked', () => {
  const policy = anyOf(['password-authentication'], {
    lock_conditions: failedTimes('password-authentication', 3),
  });

  it('locks the one user whom all failing calls named, and says so once', async () => {
    const engine = await TestEngine.create();
    await engine.policy(policy);
    const user = await engine.user({ preferredUsername: 'a@example.com' });
    const login = await engine.start();
    for (let i = 0; i < 3; i += 1) await login.password('a@example.com', 'wrong password');
    expect((await engine.stored(user.sub))?.status).toBe('LOCKED');
    const locks = (await login.events()).filter(({ type }) => type === 'user_lock');
    expect(locks).toHaveLength(1);
    expect(locks[0]?.user).toMatchObject({ sub: user.sub, status: 'LOCKED' });
    const refused = { status: 403, body: { error: 'access_denied', error_description: 'Authentication is locked' } };
    expect(await login.password('a@example.com')).toEqual(refused);
  });

  it.each([
    ['different users', 'b@example.com'],
    ['nobody who is known', 'nobody@example.com'],
  ])('locks nobody when a failing call named %s', async (_what, name) => {
    const engine = await TestEngine.create();
    await engine.policy(policy);
    const users = [
      await engine.user({ preferredUsername: 'a@example.com' }),
      await engine.user({ preferredUsername: 'b@example.com' }),
    ];
    const login = await engine.start();
    for (const username of ['a@example.com', 'a@example.com', name]) await login.password(username, 'wrong password');
    expect((await login.snapshot()).state).toBe('locked');
    for (const { sub } of users) expect((await engine.stored(sub))?.status).toBe('REGISTERED');
  });

  it('locks nobody when passwords named one user and codes another', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    await engine.policy(anyOf(['password-authentication'], { lock_conditions: failedTimes('sms-authentication', 3) }));
    const alice = await engine.user({ preferredUsername: 'a@example.com', phoneNumber: '+819011111111' });
    const bob = await engine.user({ preferredUsername: 'b@example.com', phoneNumber: '+819022222222' });
    const login = await engine.start();
    await login.password('a@example.com', 'wrong password');
    await login.challenge({ phone_number: '+819022222222' });
    for (let i = 0; i < 3; i += 1) await login.verify(engine.wrongCode);
    expect((await login.snapshot()).state).toBe('locked');
    expect((await engine.stored(alice.sub))?.status).toBe('REGISTERED');
    expect((await engine.stored(bob.sub))?.status).toBe('REGISTERED');
  });

  it('locks the owner of the number that all wrong codes were for', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    await engine.policy(anyOf(['sms-authentication'], { lock_conditions: failedTimes('sms-authentication', 3) }));
    const bob = await engine.user({ phoneNumber: '+819022222222' });
    const login = await engine.start();
    await login.challenge({ phone_number: '+819022222222' });
    for (let i = 0; i < 3; i += 1) await login.verify(engine.wrongCode);
    expect((await engine.stored(bob.sub))?.status).toBe('LOCKED');
  });
});
