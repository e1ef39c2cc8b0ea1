import type { SessionFactors, User } from '@tessera/core';
import { anyOf, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import { START_OF_TIME } from '../support/fakes.js';

let engine: TestEngine;
let alice: User;
let bob: User;

beforeEach(async () => {
  engine = await TestEngine.create();
  await engine.configure(internalSms());
  await engine.policy(MFA_POLICY);
  alice = await engine.user({ preferredUsername: 'alice@example.com', phoneNumber: '+819012345678' });
  bob = await engine.user({ preferredUsername: 'bob@example.com', phoneNumber: '+819087654321' });
});

const session = (method: 'password' | 'sms' = 'password', at = START_OF_TIME - 60_000): SessionFactors => ({
  sessionId: 'session-1',
  sub: alice.sub,
  factors: [{ method, at }],
});

describe('factors carried over from a session', () => {
  it('need only what is missing: the code goes to the session’s user and completes the login', async () => {
    const login = await engine.start({ session: session() });
    expect((await login.challenge()).status).toBe(200);
    expect(engine.sms.messages[0]?.to).toBe('+819012345678');
    expect((await login.verify(engine.code)).status).toBe(200);
    const { login: done } = await login.finish();
    expect(done).toMatchObject({ sub: alice.sub, methods: ['password', 'sms'], authenticatedAt: START_OF_TIME });
  });

  it('are dropped when another user’s password is right, and do not help that user', async () => {
    const login = await engine.start({ session: session('sms') });
    expect((await login.password('bob@example.com')).status).toBe(200);
    const snapshot = await login.snapshot();
    expect(snapshot.user).toMatchObject({ sub: bob.sub, carriedOver: false });
    expect(snapshot.results['sms-authentication']).toBeUndefined();
    expect(await login.complete()).toMatchObject({ refused: { body: { required_methods: [['sms']] } } });
  });

  it('are dropped when another user registers', async () => {
    const login = await engine.start({ session: session() });
    const answer = await login.call('initial-registration', { email: 'new@example.com', password: 'Test1234!' });
    expect(answer.status).toBe(200);
    const snapshot = await login.snapshot();
    expect(snapshot.user?.registration?.preferredUsername).toBe('new@example.com');
    expect(Object.keys(snapshot.results)).toEqual(['initial-registration']);
  });

  it('void a code that was sent for the session’s user once another user is bound', async () => {
    const login = await engine.start({ session: session() });
    await login.challenge();
    await login.password('bob@example.com');
    expect((await login.verify(engine.code)).body['error_description']).toBe('No verification code is pending');
  });

  it('no longer give way once the session’s user has proved another factor in this login', async () => {
    const login = await engine.start({ session: session() });
    await login.challenge();
    expect((await login.verify(engine.code)).status).toBe(200);
    const answer = await login.password('bob@example.com');
    expect(answer).toMatchObject({ status: 400, body: { error_description: 'User is not the same as the request' } });
    expect((await login.snapshot()).user).toMatchObject({ sub: alice.sub, carriedOver: false });
  });

  it('do not give way to a password that is checked while the code is', async () => {
    const login = await engine.start({ session: session() });
    await login.challenge();
    // The right code is committed after the password was checked, right before it is recorded.
    engine.transactions.before = async () => {
      expect((await login.verify(engine.code)).status).toBe(200);
    };
    const answer = await login.password('bob@example.com');
    expect(answer).toMatchObject({ status: 400, body: { error_description: 'User is not the same as the request' } });
    expect((await login.snapshot()).user?.sub).toBe(alice.sub);
  });

  it.each([
    ['prompt=login', { prompt: ['login'] }],
    ['prompt=select_account', { prompt: ['select_account'] }],
    ['prompt=create', { prompt: ['create'] }],
    ['max_age=0', { maxAge: 0 }],
    ['a max_age that the factor is older than', { maxAge: 59 }],
  ])('do not count with %s', async (_what, options) => {
    const login = await engine.start({ session: session(), ...options });
    const snapshot = await login.snapshot();
    expect(snapshot.user).toBeUndefined();
    expect(snapshot.results).toEqual({});
  });

  it('count up to the very age that is asked for', async () => {
    const login = await engine.start({ session: session(), maxAge: 60 });
    expect((await login.snapshot()).results['password-authentication']).toMatchObject({ carriedOver: true });
  });

  it('do not count for a user who is no longer active', async () => {
    await engine.users.patch(engine.tenant.id, alice.sub, { status: 'SUSPENDED' });
    const login = await engine.start({ session: session() });
    expect((await login.snapshot()).user).toBeUndefined();
  });

  it('make the binding cookie mandatory', async () => {
    const login = await engine.start({ session: session() });
    const binding = { isBrowser: false, isForeignOrigin: false };
    const answer = await login.call('sms-authentication-challenge', {}, { binding });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_request' } });
    expect(await login.trail()).toEqual(['auth_session_mismatch']);
    expect(engine.sms.messages).toEqual([]);
  });

  it('complete a login at once when they suffice', async () => {
    const other = await TestEngine.create();
    await other.policy(anyOf(['password-authentication']));
    const user = await other.user();
    const factors = [{ method: 'password' as const, at: START_OF_TIME - 5000 }];
    const login = await other.start({ session: { sessionId: 's', sub: user.sub, factors } });
    const { login: done } = await login.finish();
    expect(done).toMatchObject({ sub: user.sub, authenticatedAt: START_OF_TIME - 5000 });
  });
});
