import type { User } from '@tessera/core';
import { internalEmail, internalSms } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const OWN = '+819012345678';
const wrong = (attempts_remaining: number): object => ({
  status: 400,
  body: { error: 'invalid_grant', error_description: 'Verification code is invalid or expired', attempts_remaining },
});
const limited = (retry_after: number): object => ({
  status: 429,
  body: {
    error: 'too_many_requests',
    error_description: 'Too many verification codes have been requested. Please try again later.',
    retry_after,
  },
  retryAfterSeconds: retry_after,
});

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
  readonly user: User;
}

async function sent(options: EngineOptions = {}): Promise<Scene> {
  const engine = await TestEngine.create({ sendLimits: { perTransaction: 0, perDestinationHour: 0 }, ...options });
  await engine.configure(internalSms());
  await engine.configure(internalEmail());
  const user = await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
  const login = await bound(engine);
  return { engine, login, user };
}

async function bound(engine: TestEngine): Promise<Login> {
  const login = await engine.start();
  await login.password(NAME);
  await login.challenge();
  return login;
}

async function guessWrongly(engine: TestEngine, login: Login, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await login.verify(engine.wrongCode);
}

describe('guesses of one challenge', () => {
  it('are five, and then the right code is refused too', async () => {
    const { engine, login } = await sent();
    for (const left of [4, 3, 2, 1, 0]) expect(await login.verify(engine.wrongCode)).toEqual(wrong(left));
    expect(await login.verify(engine.code)).toEqual(wrong(0));
    expect((await login.trail()).slice(-2)).toEqual([
      'sms_verification_failure:wrong_code',
      'sms_verification_failure:exhausted',
    ]);
    expect(engine.vault.comparisons).toBe(5);
  });

  it('are compared no more often than that, however many arrive together', async () => {
    const { engine, login } = await sent();
    const answers = await Promise.all(Array.from({ length: 64 }, () => login.verify(engine.wrongCode)));
    expect(engine.vault.comparisons).toBe(5);
    expect(answers.every(({ body }) => body['error'] === 'invalid_grant')).toBe(true);
    expect(await login.verify(engine.code)).toEqual(wrong(0));
  });

  it('make one success of any number of right codes that arrive together', async () => {
    const { engine, login } = await sent();
    const answers = await Promise.all(Array.from({ length: 32 }, () => login.verify(engine.code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200).map(({ body }) => body['error_description']);
    expect(new Set(others)).toEqual(new Set(['No verification code is pending']));
    expect((await login.trail()).filter((type) => type === 'sms_verification_success')).toHaveLength(1);
  });
});

describe('guesses of one transaction', () => {
  it('are fifteen over SMS and e-mail together, whatever is sent again', async () => {
    const { engine, login } = await sent();
    await guessWrongly(engine, login, 5);
    await login.challenge();
    await guessWrongly(engine, login, 4);
    await login.call('email-authentication-challenge');
    const mail = (code: string): Promise<object> => login.call('email-authentication', { verification_code: code });
    for (const left of [4, 3, 2, 1]) expect(await mail(engine.wrongCode)).toEqual(wrong(left));
    expect(await mail(engine.wrongCode)).toEqual(wrong(0));
    await login.challenge();
    // 14 are spent: of the new challenge's five only one is left.
    expect(await login.verify(engine.wrongCode)).toEqual(wrong(0));
    expect(await login.verify(engine.code)).toEqual(wrong(0));
    engine.clock.advanceSeconds(100);
    expect(await login.challenge()).toEqual(limited(1700));
    expect((await login.trail()).at(-1)).toBe('sms_verification_challenge_blocked:guess_limit');
    expect(await login.counts('sms-authentication-challenge')).toEqual([4, 3, 0]);
  });

  it('are not refilled by a success', async () => {
    const { engine, login } = await sent({ otp: { maxAttemptsPerTransaction: 3 } });
    await guessWrongly(engine, login, 2);
    expect((await login.verify(engine.code)).status).toBe(200);
    await login.challenge();
    expect(await login.verify(engine.wrongCode)).toEqual(wrong(0));
    expect(await login.verify(engine.code)).toEqual(wrong(0));
  });
});

describe('guesses of one account', () => {
  const otp = { maxConsecutiveFailuresPerAccount: 4 };

  it('are counted over all transactions; then codes are refused, right ones too', async () => {
    const { engine, login } = await sent({ otp });
    await guessWrongly(engine, login, 2);
    const other = await bound(engine);
    await guessWrongly(engine, other, 2);
    expect(await other.verify(engine.code)).toEqual(wrong(0));
    expect((await other.trail()).at(-1)).toBe('sms_verification_failure:exhausted');
    expect(engine.vault.comparisons).toBeLessThanOrEqual(5);
  });

  it('are recorded once when they are used up, at the guess that was the last', async () => {
    const { engine, login, user } = await sent({ otp });
    await guessWrongly(engine, login, 3);
    expect(await login.trail()).not.toContain('one_time_code_account_blocked:exhausted');
    await guessWrongly(engine, login, 1);
    const other = await bound(engine);
    await guessWrongly(engine, other, 2);
    await guessWrongly(engine, login, 1);
    const blocked = [...(await login.events()), ...(await other.events())].filter(
      ({ type }) => type === 'one_time_code_account_blocked',
    );
    expect(blocked.map(({ user: named }) => named?.sub)).toEqual([user.sub]);
  });

  it('stop challenges to the bound user until the block ends', async () => {
    const { engine, login } = await sent({ otp });
    await guessWrongly(engine, login, 4);
    engine.clock.advanceSeconds(60);
    const other = await engine.start();
    await other.password(NAME);
    expect(await other.challenge()).toEqual(limited(86_340));
    expect((await other.trail()).at(-1)).toBe('sms_verification_challenge_blocked:guess_limit');
    engine.clock.advanceSeconds(86_340);
    expect((await (await bound(engine)).verify(engine.code)).status).toBe(200);
  });

  it('make the account look like an unknown destination to a caller with nobody bound', async () => {
    const { engine, login } = await sent({ otp });
    await guessWrongly(engine, login, 4);
    const messages = engine.sms.messages.length;
    const other = await engine.start();
    const known = await other.challenge({ phone_number: OWN });
    const unknown = await (await engine.start()).challenge({ phone_number: '+819000000000' });
    expect({ ...known.body, transaction_id: '', destination: '' }).toEqual({
      ...unknown.body,
      transaction_id: '',
      destination: '',
    });
    expect(engine.sms.messages).toHaveLength(messages);
    expect(await other.verify(engine.code)).toEqual(wrong(4));
  });

  it('start anew after a success', async () => {
    const { engine, login } = await sent({ otp });
    for (let round = 0; round < 3; round += 1) {
      const again = round === 0 ? login : await bound(engine);
      await guessWrongly(engine, again, 3);
      expect((await again.verify(engine.code)).status).toBe(200);
    }
  });

  it('are separate from the password’s', async () => {
    const { engine, login } = await sent({ otp });
    await guessWrongly(engine, login, 4);
    expect((await (await engine.start()).password(NAME)).status).toBe(200);
  });
});

describe('while the counters cannot be reached', () => {
  it('challenge and verification answer 503, send nothing and compare nothing', async () => {
    const { engine, login } = await sent();
    const { code } = engine;
    const messages = engine.sms.messages.length;
    engine.budgets.isUnreachable = true;
    const unavailable = {
      status: 503,
      body: { error: 'server_error', error_description: 'The service is temporarily unavailable' },
    };
    expect(await login.challenge()).toEqual(unavailable);
    expect((await login.trail()).at(-1)).toBe('sms_verification_challenge_failure:store_unavailable');
    expect(await login.verify(engine.code)).toEqual(unavailable);
    expect((await login.trail()).at(-1)).toBe('sms_verification_failure:store_unavailable');
    expect(await login.counts('sms-authentication')).toEqual([1, 0, 0]);
    expect(engine.sms.messages).toHaveLength(messages);
    engine.budgets.isUnreachable = false;
    expect((await login.verify(code)).status).toBe(200);
  });
});
