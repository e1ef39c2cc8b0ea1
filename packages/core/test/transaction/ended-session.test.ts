import type { SessionFactors, User } from '@tessera/core';
import { anyOf, failedTimes, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import { START_OF_TIME } from '../support/fakes.js';
import { TestSessions } from '../support/sessions.js';

let sessions: TestSessions;
let engine: TestEngine;
let alice: User;

beforeEach(async () => {
  sessions = new TestSessions();
  engine = await TestEngine.create({ sessions });
  await engine.configure(internalSms());
  alice = await engine.user({ preferredUsername: 'alice@example.com', phoneNumber: '+819012345678' });
});

const session = (method: 'password' | 'sms' = 'password'): SessionFactors =>
  sessions.open(alice.sub, [{ method, at: START_OF_TIME - 60_000 }]);

describe('factors of a session that has ended', () => {
  it('no longer complete a login that they had completed', async () => {
    await engine.policy(anyOf(['password-authentication']));
    const login = await engine.start({ session: session() });
    sessions.living.clear();
    expect(await login.complete()).toMatchObject({
      refused: { status: 400, body: { error_description: 'User is required', required_methods: [['password']] } },
    });
    expect(await login.trail()).toEqual(['authorize_failure:unmet_policy']);
  });

  it('stop binding their user: the code that was sent is void, and a new sign-in is free', async () => {
    await engine.policy(MFA_POLICY);
    const bob = await engine.user({ preferredUsername: 'bob@example.com', phoneNumber: '+819087654321' });
    const login = await engine.start({ session: session() });
    await login.challenge();
    sessions.living.clear();
    expect((await login.verify(engine.code)).body).toEqual({
      error: 'invalid_request',
      error_description: 'No verification code is pending',
    });
    expect((await login.snapshot()).user).toBeUndefined();
    expect((await login.password('bob@example.com')).status).toBe(200);
    engine.clock.advanceSeconds(1);
    await login.challenge();
    expect(engine.sms.messages.at(-1)?.to).toBe('+819087654321');
    await login.verify(engine.code);
    expect((await login.finish()).login).toMatchObject({ sub: bob.sub, methods: ['password', 'sms'] });
  });

  it('leave the user who has proved something else, with that alone', async () => {
    await engine.policy(MFA_POLICY);
    const login = await engine.start({ session: session() });
    await login.challenge();
    await login.verify(engine.code);
    sessions.living.clear();
    expect(await login.complete()).toMatchObject({ refused: { body: { required_methods: [['password']] } } });
    expect((await login.password('alice@example.com')).status).toBe(200);
    expect((await login.finish()).login).toMatchObject({ sub: alice.sub, methods: ['sms', 'password'] });
  });

  it('do not take failures along: logging out refills no guesses', async () => {
    await engine.policy(
      anyOf(['password-authentication'], { failure_conditions: failedTimes('password-authentication', 3) }),
    );
    const login = await engine.start({ session: session() });
    await login.password('alice@example.com', 'wrong');
    await login.password('alice@example.com', 'wrong');
    expect(await login.counts('password-authentication')).toEqual([3, 1, 2]);
    sessions.living.clear();
    await login.password('alice@example.com', 'wrong');
    expect(await login.counts('password-authentication')).toEqual([3, 0, 3]);
    expect((await login.snapshot()).state).toBe('failure');
  });

  it('are out of the status at once, and the binding cookie stays mandatory', async () => {
    await engine.policy(MFA_POLICY);
    const login = await engine.start({ session: session() });
    sessions.living.clear();
    const { readTransaction } = engine.tessera;
    const call = { ...login.transaction, caller: login.caller, explain: false };
    expect((await readTransaction.authenticationStatus(call)).body).toMatchObject({
      status: 'in_progress',
      authentication_methods: [],
      interaction_results: {},
    });
    await login.password('alice@example.com');
    const binding = { isBrowser: false, isForeignOrigin: false };
    const caller = { ...login.caller, binding };
    expect((await readTransaction.authenticationStatus({ ...call, caller })).status).toBe(401);
  });

  it('are not in what a login that holds without them reports', async () => {
    await engine.policy(anyOf(['password-authentication', 'sms-authentication']));
    const login = await engine.start({ session: session() });
    await login.challenge();
    await login.verify(engine.code);
    expect((await login.snapshot()).results).toHaveProperty('password-authentication');
    sessions.living.clear();
    const { login: done } = await login.finish();
    expect(done).toMatchObject({ methods: ['sms'], factors: [{ method: 'sms', at: START_OF_TIME }] });
  });
});

describe('the question whether a session lives', () => {
  it('is asked once a call, and never for a login without one', async () => {
    await engine.policy(anyOf(['password-authentication']));
    const without = await engine.start();
    await without.password('alice@example.com');
    await without.finish();
    expect(sessions.finds).toBe(0);
    const login = await engine.start({ session: session() });
    expect(sessions.finds).toBe(0);
    await login.password('alice@example.com', 'wrong');
    expect(sessions.finds).toBe(1);
    await login.finish();
    expect(sessions.finds).toBe(2);
  });
});
