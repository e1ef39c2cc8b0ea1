import type { JsonObject, User } from '@tessera/core';
import { anyOf } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const INTERACTION = 'password-authentication';
const NAME = 'new-user@example.com';
const refused = (error: string, error_description: string, status = 400): object => ({
  status,
  body: { error, error_description },
});
const INVALID = refused('invalid_credentials', 'Invalid username or password');

async function begin(
  user: Partial<User> = {},
  options: EngineOptions = {},
): Promise<{ engine: TestEngine; login: Login; user: User }> {
  const engine = await TestEngine.create(options);
  const stored = await engine.user({ preferredUsername: NAME, ...user });
  return { engine, login: await engine.start(), user: stored };
}

describe('password-authentication', () => {
  it('binds the user and tells who it is', async () => {
    const { login, user } = await begin();
    expect(await login.password(NAME)).toEqual({
      status: 200,
      body: {
        status: 'success',
        user_id: user.sub,
        username: NAME,
        user: { sub: user.sub, status: 'REGISTERED' },
      },
    });
    expect((await login.snapshot()).user).toMatchObject({ sub: user.sub, pending: {} });
    expect(await login.trail()).toEqual(['password_success']);
    expect(await login.counts(INTERACTION)).toEqual([1, 1, 0]);
  });

  it('finds the user by name or e-mail address, without regard to case', async () => {
    const { login, user } = await begin({ email: 'Other@Example.com' });
    expect((await login.password('NEW-USER@example.com')).body['user_id']).toBe(user.sub);
    expect((await login.password('other@example.COM')).body['user_id']).toBe(user.sub);
  });

  it('finds a user registered in the same transaction', async () => {
    const engine = await TestEngine.create();
    const login = await engine.start();
    await login.call('initial-registration', { email: NAME, password: 'Test1234!' });
    expect((await login.password(NAME)).status).toBe(200);
    expect((await login.snapshot()).user?.registration?.preferredUsername).toBe(NAME);
  });

  it.each<[string, Partial<User>, string, string, string]>([
    ['an unknown user', {}, 'nobody@example.com', 'Test1234!', 'user_not_found'],
    ['a wrong password', {}, NAME, 'wrong', 'wrong_password'],
    ['an inactive user with a wrong password', { status: 'LOCKED' }, NAME, 'wrong', 'wrong_password'],
  ])('answers %s alike', async (_what, user, username, password, reason) => {
    const { engine, login } = await begin(user);
    expect(await login.password(username, password)).toEqual(INVALID);
    expect(await login.trail()).toEqual([`password_failure:${reason}`]);
    expect(await login.counts(INTERACTION)).toEqual([1, 0, 1]);
    // An unknown user costs a comparison too.
    expect(engine.hasher.verified).toHaveLength(1);
  });

  it.each(['LOCKED', 'DISABLED', 'SUSPENDED', 'DELETED'] as const)(
    'refuses a right password of a user who is %s',
    async (status) => {
      const { login } = await begin({ status });
      expect(await login.password(NAME)).toEqual(refused('access_denied', 'The user is not active', 403));
      expect(await login.trail()).toEqual(['user_status_inactive:user_inactive']);
      expect(await login.counts(INTERACTION)).toEqual([1, 0, 1]);
      expect((await login.snapshot()).user).toBeUndefined();
    },
  );

  it('refuses a right password of another user than the bound one', async () => {
    const { engine, login } = await begin();
    await engine.user({ preferredUsername: 'other@example.com' });
    await login.password(NAME);
    const answer = await login.password('other@example.com');
    expect(answer).toEqual(refused('invalid_request', 'User is not the same as the request'));
    expect((await login.trail()).at(-1)).toBe('password_failure:user_mismatch');
  });

  it('needs a bound user where the step says so, and then checks that user whatever name is submitted', async () => {
    const { engine, user } = await begin();
    await engine.policy(anyOf([INTERACTION], { step_definitions: [{ method: 'password', requires_user: true }] }));
    const login = await engine.start();
    expect(await login.password(NAME)).toEqual(refused('user_not_found', 'User not found'));
    expect(await login.trail()).toEqual(['password_failure:user_not_found']);
    const factors = [{ method: 'sms' as const, at: engine.clock.now() }];
    const stepUp = await engine.start({ session: { sessionId: 's', sub: user.sub, factors } });
    expect((await stepUp.password('somebody-else@example.com')).body).toMatchObject({ user_id: user.sub });
  });
});

describe('attempts of password-authentication', () => {
  const BLOCKED = (retry_after: number): object => ({
    status: 400,
    body: {
      error: 'too_many_attempts',
      error_description: 'Too many failed attempts. Please try again later.',
      retry_after,
    },
    retryAfterSeconds: retry_after,
  });

  it.each(['new-user@example.com', 'nobody@example.com'])(
    'are five per name, known or not, counted over all transactions: %s',
    async (name) => {
      const { engine, login } = await begin();
      for (let i = 0; i < 5; i += 1) await login.password(i % 2 ? name.toUpperCase() : name, 'wrong');
      engine.clock.advanceSeconds(100);
      const other = await engine.start();
      expect(await other.password(name)).toEqual(BLOCKED(800));
      expect(await other.trail()).toEqual(['password_failure:too_many_attempts']);
      expect(await other.counts(INTERACTION)).toEqual([1, 0, 0]);
      expect(engine.hasher.verified).toHaveLength(5);
      engine.clock.advanceSeconds(800);
      expect((await other.password(name, 'wrong')).body['error']).toBe('invalid_credentials');
    },
  );

  it('start anew after a success', async () => {
    const { login } = await begin();
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 4; i += 1) expect(await login.password(NAME, 'wrong')).toEqual(INVALID);
      expect((await login.password(NAME)).status).toBe(200);
    }
  });

  it('are limited per address, IPv6 by /64, and a success takes none', async () => {
    const { engine } = await begin({}, { settings: { passwordFailuresPerAddress: { limit: 2, windowSeconds: 900 } } });
    const login = await engine.start();
    const from = (ipAddress: string, body: JsonObject): Promise<{ status: number }> =>
      login.call(INTERACTION, body, { ipAddress });
    for (let i = 0; i < 3; i += 1) {
      expect((await from('2001:db8::1', { username: NAME, password: 'Test1234!' })).status).toBe(200);
    }
    await from('2001:db8::1', { username: 'a', password: 'wrong' });
    await from('2001:db8:0:0:ffff::2', { username: 'b', password: 'wrong' });
    expect(await from('2001:db8::3', { username: 'c', password: 'wrong' })).toEqual(BLOCKED(900));
    expect(await from('2001:db8:0:1::1', { username: 'c', password: 'wrong' })).toEqual(INVALID);
  });

  it('are never compared more often than the limit, however many arrive together', async () => {
    const { engine } = await begin();
    const logins = await Promise.all(Array.from({ length: 4 }, () => engine.start()));
    const guesses = [...Array(10).keys()].flatMap((i) => logins.map((login) => login.password(NAME, `wrong ${i}`)));
    await Promise.all(guesses);
    expect(engine.hasher.verified).toHaveLength(5);
  });

  it('are refused with 503 while the counters cannot be reached', async () => {
    const { engine, login } = await begin();
    engine.budgets.isUnreachable = true;
    expect(await login.password(NAME)).toEqual(refused('server_error', 'The service is temporarily unavailable', 503));
    expect(await login.trail()).toEqual(['password_failure:store_unavailable']);
    expect(await login.counts(INTERACTION)).toEqual([1, 0, 0]);
    expect(engine.hasher.verified).toEqual([]);
  });

  it('are returned when no password could be compared', async () => {
    const { engine, login } = await begin();
    engine.hasher.isOverloaded = true;
    for (let i = 0; i < 8; i += 1) await expect(login.password(NAME)).rejects.toMatchObject({ code: 'ERR_OVERLOADED' });
    engine.hasher.isOverloaded = false;
    expect((await login.password(NAME)).status).toBe(200);
  });
});
