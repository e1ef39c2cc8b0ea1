import type { User } from '@tessera/core';
import { anyOf, failedTimes, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const NEW = { email: 'new@example.com', password: 'Test1234!', phone_number: '+819087654321' };

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
  readonly user: User;
}

/** A login that could be completed. */
async function ready(): Promise<Scene> {
  const engine = await TestEngine.create();
  const user = await engine.user({ preferredUsername: NAME });
  const login = await engine.start();
  await login.password(NAME);
  return { engine, login, user };
}

const refused = (status: number, error: string, error_description: string, more: object = {}): object => ({
  refused: { status, body: { error, error_description, ...more } },
});

describe('completing a login', () => {
  it('names the user, the methods and the time, and ends the transaction', async () => {
    const { engine, login, user } = await ready();
    const at = engine.clock.now();
    engine.clock.advanceSeconds(10);
    const completed = await login.complete();
    if ('refused' in completed) throw new Error('refused');
    expect(completed.login).toMatchObject({ sub: user.sub, methods: ['password'], authenticatedAt: at });
    expect(completed.withheldScopes).toEqual([]);
    await completed.settle();
    expect(await login.complete()).toEqual(refused(404, 'invalid_request', 'Authentication transaction not found'));
    expect((await login.trail()).slice(-1)).toEqual(['oauth_authorize']);
    expect((await login.events()).at(-1)?.detail).toEqual({ amr: ['password'], scope: 'openid profile' });
  });

  it('gives one of any number of parallel calls the login, the others 404', async () => {
    const { login } = await ready();
    const results = await Promise.all(Array.from({ length: 32 }, () => login.complete()));
    const won = results.filter((result) => !('refused' in result));
    expect(won).toHaveLength(1);
    const statuses = results.flatMap((result) => ('refused' in result ? [result.refused.status] : []));
    expect(new Set(statuses)).toEqual(new Set([404]));
  });

  it('is refused without a user', async () => {
    const engine = await TestEngine.create();
    await engine.policy(MFA_POLICY);
    const login = await engine.start();
    expect(await login.complete()).toMatchObject(refused(400, 'invalid_request', 'User is required'));
    expect(await login.trail()).toEqual(['authorize_failure:unmet_policy']);
  });

  it('is refused while a factor is missing, and may be tried again', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    await engine.policy(MFA_POLICY);
    await engine.user({ preferredUsername: NAME });
    const login = await engine.start();
    await login.password(NAME);
    const more = { required_methods: [['sms']] };
    expect(await login.complete()).toEqual(refused(400, 'invalid_request', 'Authentication is required', more));
    await login.challenge();
    await login.verify(engine.code);
    expect(await login.complete()).not.toHaveProperty('refused');
  });

  it.each([
    ['lock_conditions', 'Authentication is locked'],
    ['failure_conditions', 'Authentication has failed'],
  ])('is refused once %s hold', async (conditions, text) => {
    const engine = await TestEngine.create();
    await engine.policy(
      anyOf(['password-authentication'], { [conditions]: failedTimes('password-authentication', 1) }),
    );
    const login = await engine.start();
    await login.password(NAME, 'wrong');
    expect(await login.complete()).toEqual(refused(403, 'access_denied', text));
    expect((await login.trail()).at(-1)).toBe('authorize_failure:unmet_policy');
  });

  it('is refused below the acr that was asked for', async () => {
    const engine = await TestEngine.create();
    const acr_mapping_rules = { 'urn:mfa': { all_of: ['password', 'sms'] } };
    await engine.policy(anyOf(['password-authentication'], { acr_mapping_rules }));
    await engine.user({ preferredUsername: NAME });
    const login = await engine.start({ acrValues: ['urn:mfa'] });
    await login.password(NAME);
    const text = 'The requested authentication level is not reached';
    const more = { acr_values: ['urn:mfa'], required_methods: [['sms']] };
    expect(await login.complete()).toEqual(refused(400, 'unmet_authentication_requirements', text, more));
    expect((await login.trail()).at(-1)).toBe('authorize_failure:unmet_acr');
  });

  it('is refused for a user who is no longer active', async () => {
    const { engine, login, user } = await ready();
    await engine.users.patch(engine.tenant.id, user.sub, { status: 'SUSPENDED' });
    expect(await login.complete()).toEqual(refused(403, 'access_denied', 'The user is not active'));
    expect((await login.trail()).at(-1)).toBe('authorize_failure:user_inactive');
  });

  it('is refused for scopes without openid, and leaves out the others that are denied', async () => {
    const { login } = await ready();
    expect(await login.complete(['openid'])).toEqual(refused(400, 'invalid_request', 'openid cannot be denied'));
    expect(await login.complete(['profile', 'unknown'])).toMatchObject({ withheldScopes: ['profile'] });
  });

  it('withholds a scope whose own rule does not hold', async () => {
    const engine = await TestEngine.create();
    const level_of_authentication_scopes = { transfers: { all_of: ['password', 'sms'] } };
    await engine.policy(anyOf(['password-authentication'], { level_of_authentication_scopes }));
    await engine.user({ preferredUsername: NAME });
    const login = await engine.start({ scopes: ['openid', 'transfers'] });
    await login.password(NAME);
    expect(await login.complete()).toMatchObject({ withheldScopes: ['transfers'] });
  });
});

describe('a new user', () => {
  async function registered(): Promise<Omit<Scene, 'user'>> {
    const engine = await TestEngine.create();
    const login = await engine.start();
    await login.call('initial-registration', NEW);
    return { engine, login };
  }

  it('is stored when the login completes, and signed up', async () => {
    const { engine, login } = await registered();
    const { login: done } = await login.finish();
    expect(await engine.stored(done.sub)).toMatchObject({
      status: 'REGISTERED',
      preferredUsername: 'new@example.com',
      phoneNumberVerified: false,
      emailVerified: false,
    });
    expect((await login.trail()).slice(-2)).toEqual(['user_signup', 'oauth_authorize']);
    expect((await (await engine.start()).password('new@example.com')).status).toBe(200);
  });

  it('is refused when the name was taken meanwhile, and the transaction stays usable', async () => {
    const { engine, login } = await registered();
    await engine.user({ preferredUsername: 'NEW@example.com' });
    expect(await login.complete()).toEqual(refused(409, 'invalid_request', 'User already exists'));
    expect((await login.trail()).at(-1)).toBe('authorize_failure:duplicate');
    expect((await login.call('authentication-cancel')).status).toBe(200);
  });

  it('is signed up once, also when no code could be issued at first', async () => {
    const { login } = await registered();
    const first = await login.complete();
    if ('refused' in first) throw new Error('refused');
    await first.release();
    const { login: done } = await login.finish();
    expect(done.sub).toBe(first.login.sub);
    expect((await login.trail()).slice(-2)).toEqual(['user_signup', 'oauth_authorize']);
  });

  it('who was stored by an attempt that failed afterwards is not taken for another', async () => {
    const { engine, login } = await registered();
    const insert = engine.users.insert.bind(engine.users);
    engine.users.insert = async (user) => {
      await insert(user);
      engine.users.insert = insert;
      throw new Error('the connection was lost');
    };
    await expect(login.complete()).rejects.toThrow('the connection was lost');
    expect((await login.finish()).login.sub).toBeDefined();
  });
});

describe('a stored user', () => {
  async function proven(): Promise<Scene> {
    const scene = await ready();
    await scene.engine.configure(internalSms());
    await scene.login.challenge();
    await scene.login.verify(scene.engine.code);
    return scene;
  }

  it('keeps what an operator changed meanwhile', async () => {
    const { engine, login, user } = await proven();
    await engine.users.patch(engine.tenant.id, user.sub, { claims: { name: 'Changed' } });
    await login.finish();
    expect(await engine.stored(user.sub)).toMatchObject({ phoneNumberVerified: true, claims: { name: 'Changed' } });
  });

  it('gets no verified mark for a number that replaced the proven one', async () => {
    const { engine, login, user } = await proven();
    await engine.users.patch(engine.tenant.id, user.sub, { phoneNumber: '+819000000000', phoneNumberVerified: false });
    await login.finish();
    expect(await engine.stored(user.sub)).toMatchObject({ phoneNumber: '+819000000000', phoneNumberVerified: false });
  });

  it('is not written before the login completes', async () => {
    const { engine, user } = await proven();
    expect(await engine.stored(user.sub)).toMatchObject({ phoneNumberVerified: false });
  });
});

describe('denying a login', () => {
  it('consumes the transaction once', async () => {
    const { engine, login } = await ready();
    const call = { ...login.transaction, caller: login.caller };
    expect(await engine.tessera.denyAuthentication.execute(call)).toMatchObject({ transactionId: login.id });
    expect(await engine.tessera.denyAuthentication.execute(call)).toMatchObject({ refused: { status: 404 } });
    expect((await login.trail()).at(-1)).toBe('oauth_deny');
  });
});
