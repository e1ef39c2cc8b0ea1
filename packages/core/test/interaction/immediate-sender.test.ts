import { SendFailure, TesseraError } from '@tessera/core';
import { internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const OWN = '+819012345678';
const UNKNOWN = { phone_number: '+819099999999' };

interface Setting {
  readonly engine: TestEngine;
  readonly login: Login;
  /** Commits on the transaction since the setting was made. */
  readonly commits: () => number;
}

async function setting(isImmediate: boolean, options: EngineOptions = {}, isBound = true): Promise<Setting> {
  const engine = await TestEngine.create(options);
  engine.sms.isImmediate = isImmediate;
  await engine.configure(internalSms());
  await engine.user({ preferredUsername: NAME, phoneNumber: OWN, sub: '7d8f2f0a-6f0e-4f0b-8a55-2f0c8f1f7b10' });
  const login = await engine.start();
  if (isBound) await login.password(NAME);
  const { revision } = await login.snapshot();
  const update = engine.transactions.update.bind(engine.transactions);
  let count = 0;
  engine.transactions.update = (...call) => {
    count += 1;
    return update(...call) as never;
  };
  expect(revision).toBeGreaterThan(0);
  return { engine, login, commits: () => count };
}

/** Everything that may not depend on how many commits a challenge takes; what is random is left out. */
async function traces({ engine, login }: Setting): Promise<unknown> {
  const { challenges, sends, results, state, guessesSpent } = await login.snapshot();
  const { id, sealedCode: _sealed, ...challenge } = challenges.sms ?? { id: '' };
  const events = (await login.events()).map(({ type, user, detail }) => ({
    type,
    sub: user?.sub,
    reason: detail.reason,
  }));
  const { last, ...send } = sends.sms ?? { count: 0 };
  const answered = JSON.stringify(last?.answer ?? null).replace(last?.challengeId ?? '', 'id');
  expect(last?.challengeId === id || challenges.sms === undefined).toBe(true);
  return {
    challenge,
    send,
    answered,
    at: last?.at,
    results,
    state,
    guessesSpent,
    events,
    sent: engine.sms.messages.length,
  };
}

type Story = (setting: Setting) => Promise<readonly number[]>;

const STORIES: Readonly<
  Record<string, { readonly options?: EngineOptions; readonly isBound?: boolean; readonly story: Story }>
> = {
  'a code that is sent and entered': {
    story: async ({ engine, login }) => [
      (await login.challenge()).status,
      (await login.verify(engine.wrongCode)).status,
      (await login.verify(engine.code)).status,
      (await login.verify(engine.code)).status,
    ],
  },
  'a code that is replaced by another': {
    story: async ({ engine, login }) => {
      const first = await login.challenge();
      const { code } = engine;
      const second = await login.challenge({ template: 'registration' });
      return [first.status, second.status, (await login.verify(code)).status, (await login.verify(engine.code)).status];
    },
  },
  'messages until the destination has had enough': {
    options: { sendLimits: { perDestinationHour: 2 } },
    story: async ({ login }) => {
      const statuses: number[] = [];
      for (let call = 0; call < 4; call += 1) statuses.push((await login.challenge()).status);
      return statuses;
    },
  },
  'a message within the cooldown of another': {
    options: { sendLimits: { resendCooldownSeconds: 30 } },
    story: async ({ engine, login }) => {
      const statuses = [(await login.challenge()).status, (await login.challenge()).status];
      engine.clock.advanceSeconds(30);
      return [...statuses, (await login.challenge()).status];
    },
  },
  'the same request again within the repeat window': {
    options: { sendLimits: { repeatWindowSeconds: 2, perTransaction: 1 } },
    story: async ({ engine, login }) => {
      const statuses = [(await login.challenge()).status, (await login.challenge()).status];
      engine.clock.advanceSeconds(2);
      return [...statuses, (await login.challenge()).status];
    },
  },
  'the same request twice at once': {
    story: async ({ login }) => {
      const answers = await Promise.all([login.challenge(), login.challenge()]);
      expect(answers[0]).toEqual(answers[1]);
      return answers.map(({ status }) => status);
    },
  },
  'a number that nobody has': {
    isBound: false,
    story: async ({ engine, login }) => [
      (await login.challenge(UNKNOWN)).status,
      (await login.verify(engine.code)).status,
    ],
  },
  'a number whose owner is not bound yet': {
    isBound: false,
    story: async ({ engine, login }) => [
      (await login.challenge({ phone_number: OWN })).status,
      (await login.verify(engine.code)).status,
    ],
  },
};

describe('a sender that sends at once', () => {
  it.each(Object.entries(STORIES))('changes nothing about %s', async (_name, { options, isBound, story }) => {
    const [usual, immediate] = [await setting(false, options, isBound), await setting(true, options, isBound)];
    expect(await story(immediate)).toEqual(await story(usual));
    expect(await traces(immediate)).toEqual(await traces(usual));
  });

  it('costs one commit a challenge', async () => {
    const { engine, login, commits } = await setting(true);
    expect((await login.challenge()).status).toBe(200);
    expect(commits()).toBe(1);
    expect(engine.sms.messages).toHaveLength(1);
    expect(engine.timer.slept).toEqual([]);
  });

  it('sends nothing when the challenge is refused', async () => {
    const { engine, login } = await setting(true, { sendLimits: { perDestinationHour: 1 } });
    await login.challenge();
    expect((await login.challenge()).status).toBe(429);
    expect(engine.sms.messages).toHaveLength(1);
  });

  it('leaves no usable code when it fails all the same, and says so', async () => {
    const { engine, login } = await setting(true);
    engine.sms.failure = new SendFailure('rejected', 'no');
    expect((await login.challenge()).status).toBe(502);
    expect((await login.snapshot()).challenges.sms).toBeUndefined();
    expect((await login.verify(engine.code)).body['error_description']).toBe('No verification code is pending');
    expect((await login.events()).map(({ type }) => type)).toContain('sms_verification_challenge_failure');
  });

  it('gives units and cooldown back when it fails without reaching anybody', async () => {
    const limits = { perDestinationHour: 1, resendCooldownSeconds: 30 };
    const { engine, login } = await setting(true, { sendLimits: limits });
    engine.sms.failure = new SendFailure('unreachable', 'no');
    expect((await login.challenge()).status).toBe(503);
    engine.sms.failure = undefined;
    expect((await login.challenge()).status).toBe(200);
  });

  it('fails for an unknown number as it has just failed for a known one', async () => {
    const { engine, login } = await setting(true, {}, false);
    engine.sms.failure = new SendFailure('rejected', 'no');
    const known = await login.challenge({ phone_number: OWN });
    const unknown = await login.challenge(UNKNOWN);
    expect(unknown).toEqual(known);
    expect((await login.snapshot()).challenges.sms).toBeUndefined();
  });

  it('sends nothing and hinders nobody afterwards when the commit is not answered', async () => {
    const limits = { perDestinationHour: 1, resendCooldownSeconds: 30, repeatWindowSeconds: 2 };
    const { engine, login } = await setting(true, { sendLimits: limits });
    const update = engine.transactions.update.bind(engine.transactions);
    engine.transactions.update = async (...call) => {
      await update(...call);
      engine.transactions.update = update;
      throw new TesseraError('ERR_STORE_UNAVAILABLE', 'no answer');
    };
    expect((await login.challenge()).status).toBe(503);
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(engine.sms.messages).toEqual([]);
    expect((await login.verify(engine.code)).body['error_description']).toBe('No verification code is pending');
    expect((await login.challenge()).status).toBe(200);
    expect(engine.sms.messages).toHaveLength(1);
  });
});
