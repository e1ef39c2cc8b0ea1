import type { Answer } from '@tessera/core';
import { internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const UNLIMITED = { perTransaction: 0, perDestinationHour: 0, perDestinationDay: 0, perIpHour: 0 };
const WRONG = { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' };

async function create(): Promise<TestEngine> {
  const engine = await TestEngine.create({ sendLimits: UNLIMITED });
  await engine.configure(internalSms());
  await engine.policy(MFA_POLICY);
  await engine.user({ preferredUsername: NAME, phoneNumber: '+819012345678' });
  return engine;
}

const times = <T>(count: number, run: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, run));

/** Logs in by password after one failure, and is sent a code. */
async function challenged(engine: TestEngine): Promise<{ readonly login: Login; readonly code: string }> {
  const login = await engine.start();
  expect((await login.password(NAME, 'not the password')).status).toBe(400);
  expect((await login.password(NAME)).status).toBe(200);
  expect((await login.challenge()).status).toBe(200);
  return { login, code: engine.code };
}

/** Guesses that were given a verdict, of all logins. */
async function compared({ eventStore, tenant }: TestEngine): Promise<number> {
  return (await eventStore.query(tenant.id, { reason: 'wrong_code', limit: 1, offset: 0 })).totalCount;
}

describe('three hundred guesses at one account', () => {
  it('over resends and new logins, with failed passwords in between, are compared a hundred times', async () => {
    const engine = await create();
    const spare = await challenged(engine);
    const answers: Answer[] = [];
    for (let round = 0; round < 20; round += 1) {
      // Beyond the budget no more codes are sent; those that are out can still be guessed at.
      const login = round < 7 ? (await challenged(engine)).login : spare.login;
      for (let resend = 0; resend < 3; resend += 1) {
        answers.push(...(await times(5, () => login.verify(engine.wrongCode))));
        if (login !== spare.login) await login.challenge();
      }
    }
    expect(answers).toHaveLength(300);
    expect(answers.every(({ status, body }) => status === 400 && body['error'] === WRONG.error)).toBe(true);
    expect(await compared(engine)).toBe(100);
    expect(await spare.login.verify(spare.code)).toEqual({ status: 400, body: { ...WRONG, attempts_remaining: 0 } });
    expect((await spare.login.counts('sms-authentication'))[1]).toBe(0);
  });

  it('leave the password alone', async () => {
    const engine = await create();
    for (let round = 0; round < 20; round += 1) {
      const login = await engine.start();
      await login.password(NAME);
      if ((await login.challenge()).status === 200) await times(15, () => login.verify(engine.wrongCode));
    }
    expect(await compared(engine)).toBe(100);
    expect((await (await engine.start()).password(NAME)).status).toBe(200);
  });
});

describe('a right code that arrives thirty-two times', () => {
  it('each time with the wish to finish, gives one login', async () => {
    const engine = await create();
    const { login, code } = await challenged(engine);
    const outcomes = await times(32, async () => {
      const { status } = await login.verify(code).catch(() => ({ status: 404 }));
      return { status, finished: !('refused' in (await login.complete())) };
    });
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(outcomes.filter(({ finished }) => finished)).toHaveLength(1);
  });
});
