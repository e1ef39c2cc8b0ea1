import type { User } from '@tessera/core';
import { failedTimes, anyOf, internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import { START_OF_TIME } from '../support/fakes.js';
import { TestSessions } from '../support/sessions.js';

const FACTORS = [{ method: 'password' as const, at: START_OF_TIME }];
const NAME = 'alice@example.com';

let sessions: TestSessions;
let engine: TestEngine;
let alice: User;

beforeEach(async () => {
  sessions = new TestSessions();
  engine = await TestEngine.create({ sessions });
  alice = await engine.user({ preferredUsername: NAME, phoneNumber: '+819012345678' });
});

const eventTypes = async (): Promise<readonly string[]> => {
  const { list } = await engine.eventStore.query(engine.tenant.id, { limit: 1000, offset: 0 });
  return list.map(({ type }) => type).filter((type) => type !== 'authorization_started');
};

describe('sessions under management', () => {
  it('are listed by user and ended one by one, with an event each', async () => {
    const { sessionId } = sessions.open(alice.sub, FACTORS);
    sessions.open(alice.sub, FACTORS);
    sessions.open('somebody else', FACTORS);
    const { sessions: managed } = engine.tessera;
    expect(await managed.list(engine.tenant.id, alice.sub)).toHaveLength(2);
    await managed.end(engine.tenant.id, sessionId);
    expect(await managed.list(engine.tenant.id, alice.sub)).toHaveLength(1);
    await expect(managed.end(engine.tenant.id, sessionId)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    await expect(managed.get(engine.tenant.id, sessionId)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    expect(await eventTypes()).toEqual(['session_end']);
  });

  it('end all at once, with an event for each that was alive', async () => {
    sessions.open(alice.sub, FACTORS);
    sessions.open(alice.sub, FACTORS);
    const { sessions: managed } = engine.tessera;
    expect(await managed.endAll(engine.tenant.id, alice.sub)).toBe(2);
    expect(await managed.endAll(engine.tenant.id, alice.sub)).toBe(0);
    expect(await eventTypes()).toEqual(['session_end', 'session_end']);
  });

  it('leave no event where the tenant keeps none', async () => {
    engine = await TestEngine.create({ sessions, tenant: { eventPersistenceEnabled: false } });
    sessions.open(alice.sub, FACTORS);
    expect(await engine.tessera.sessions.endAll(engine.tenant.id, alice.sub)).toBe(1);
    expect(await eventTypes()).toEqual([]);
  });

  it('do not exist for a host that says nothing of them', async () => {
    engine = await TestEngine.create();
    const { sessions: managed } = engine.tessera;
    expect(await managed.list(engine.tenant.id, alice.sub)).toEqual([]);
    expect(await managed.endAll(engine.tenant.id, alice.sub)).toBe(0);
    await expect(managed.end(engine.tenant.id, 'any')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
  });
});

describe('a user who is locked', () => {
  const lockAfterThree = (): Promise<string> =>
    engine.policy(anyOf(['password-authentication'], { lock_conditions: failedTimes('password-authentication', 3) }));

  const failThreeTimes = async (): Promise<void> => {
    const login = await engine.start();
    for (let count = 0; count < 3; count += 1) await login.password(NAME, 'wrong');
    expect((await login.snapshot()).state).toBe('locked');
  };

  it('loses every session and token in the same breath', async () => {
    await lockAfterThree();
    sessions.open(alice.sub, FACTORS);
    sessions.open('somebody else', FACTORS);
    await failThreeTimes();
    expect((await engine.stored(alice.sub))?.status).toBe('LOCKED');
    expect([...sessions.living.values()].map(({ sub }) => sub)).toEqual(['somebody else']);
    const types = await eventTypes();
    expect(types.filter((type) => type === 'user_lock')).toHaveLength(1);
    expect(types.filter((type) => type === 'session_end')).toHaveLength(1);
  });

  it.each(['DISABLED', 'SUSPENDED', 'DELETED', 'LOCKED'] as const)(
    'stays %s when locked by wrong passwords: no unlock may let such a user in',
    async (status) => {
      await lockAfterThree();
      await engine.users.patch(engine.tenant.id, alice.sub, { status });
      await failThreeTimes();
      expect((await engine.stored(alice.sub))?.status).toBe(status);
      expect(await eventTypes()).not.toContain('user_lock');
    },
  );
});

describe('unlocking', () => {
  const unlock = (sub = alice.sub): Promise<User> =>
    engine.tessera.unlockUser.execute({ tenantId: engine.tenant.id, sub });

  it('makes a locked user registered, ends what the lock had left, and says so', async () => {
    await engine.users.patch(engine.tenant.id, alice.sub, { status: 'LOCKED' });
    sessions.open(alice.sub, FACTORS);
    expect(await unlock()).toMatchObject({ sub: alice.sub, status: 'REGISTERED' });
    expect(sessions.living.size).toBe(0);
    expect(await eventTypes()).toEqual(['user_unlock', 'session_end']);
  });

  it.each(['DISABLED', 'SUSPENDED', 'DELETED', 'REGISTERED'] as const)('leaves a user who is %s so', async (status) => {
    await engine.users.patch(engine.tenant.id, alice.sub, { status });
    expect(await unlock()).toMatchObject({ status });
  });

  it('does not know who does not exist, or is of another tenant', async () => {
    await expect(unlock('nobody')).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    const other = engine.tessera.unlockUser.execute({ tenantId: 'other', sub: alice.sub });
    await expect(other).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
  });

  it('clears the counters of wrong passwords, by user name and by address', async () => {
    await engine.users.patch(engine.tenant.id, alice.sub, { email: 'mail@example.com' });
    const login = await engine.start();
    for (const name of [NAME, 'mail@example.com']) {
      for (let count = 0; count < 5; count += 1) await login.password(name, 'wrong');
      expect((await login.password(name)).body['error']).toBe('too_many_attempts');
    }
    await unlock();
    for (const name of [NAME, 'mail@example.com']) {
      expect((await (await engine.start()).password(name)).status).toBe(200);
    }
  });

  it('clears the counter of wrong codes', async () => {
    engine = await TestEngine.create({ sessions, otp: { maxConsecutiveFailuresPerAccount: 2 } });
    await engine.configure(internalSms());
    alice = await engine.user({ preferredUsername: NAME, phoneNumber: '+819012345678' });
    const login = await engine.start();
    await login.password(NAME);
    await login.challenge();
    await login.verify(engine.wrongCode);
    await login.verify(engine.wrongCode);
    expect((await login.verify(engine.code)).status).toBe(400);
    await unlock();
    expect((await login.verify(engine.code)).status).toBe(200);
  });
});
