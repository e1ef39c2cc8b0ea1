import type { User } from '@tessera/core';
import { internalSms, smsStep } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const VERIFICATION = 'sms-authentication';
const NAME = 'a@example.com';
const OWN = '+819012345678';
const refused = (error_description: string, more: object = {}): object => ({
  status: 400,
  body: { error: 'invalid_request', error_description, ...more },
});
const wrong = (attempts_remaining: number): object => ({
  status: 400,
  body: { error: 'invalid_grant', error_description: 'Verification code is invalid or expired', attempts_remaining },
});
const NOT_PENDING = refused('No verification code is pending');

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
  readonly user: User;
}

/** A bound user to whom a code has been sent. */
async function sent(options: EngineOptions & { details?: object } = {}): Promise<Scene> {
  const engine = await TestEngine.create(options);
  await engine.configure(internalSms({ details: { ...options.details } }));
  const user = await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
  const login = await engine.start();
  await login.password(NAME);
  await login.challenge();
  return { engine, login, user };
}

describe('a right code', () => {
  it('is accepted, once', async () => {
    const { engine, login, user } = await sent();
    expect(await login.verify(engine.code)).toEqual({
      status: 200,
      body: { status: 'success', user: { sub: user.sub, status: 'REGISTERED' } },
    });
    expect(await login.verify(engine.code)).toEqual(NOT_PENDING);
    expect((await login.trail()).slice(-2)).toEqual([
      'sms_verification_success',
      'sms_verification_failure:not_pending',
    ]);
    expect(await login.counts(VERIFICATION)).toEqual([2, 1, 1]);
  });

  it('is accepted as people type and paste it', async () => {
    const { engine, login } = await sent({ details: { code_length: 8 } });
    const fullWidth = [...engine.code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    const spelled = ` ${fullWidth.slice(0, 3)}-${fullWidth.slice(3, 5)}\u3000\u2010${fullWidth.slice(5)}\n`;
    expect((await login.verify(spelled)).status).toBe(200);
  });

  it('works up to the last millisecond of its life and not at its end', async () => {
    const early = await sent();
    early.engine.clock.advance(299_999);
    expect((await early.login.verify(early.engine.code)).status).toBe(200);
    const late = await sent();
    late.engine.clock.advance(300_000);
    expect(await late.login.verify(late.engine.code)).toEqual(wrong(0));
    expect((await late.login.trail()).at(-1)).toBe('sms_verification_failure:expired');
    expect(late.engine.vault.comparisons).toBe(0);
  });

  it('is void once a new challenge was asked for', async () => {
    const { engine, login } = await sent();
    const first = engine.code;
    await login.challenge();
    if (first === engine.code) await login.challenge();
    expect(await login.verify(first)).toEqual(wrong(4));
    expect((await login.verify(engine.code)).status).toBe(200);
  });

  it('of another transaction of the same user is wrong', async () => {
    const { engine, login } = await sent();
    const code = engine.code;
    const other = await engine.start();
    await other.password(NAME);
    await other.challenge();
    if (code !== engine.code) expect(await other.verify(code)).toEqual(wrong(4));
    expect((await login.verify(code)).status).toBe(200);
  });

  it('is used up but does not help a user who is no longer active', async () => {
    const { engine, login, user } = await sent();
    await engine.users.patch(engine.tenant.id, user.sub, { status: 'DISABLED' });
    const text = { error: 'access_denied', error_description: 'The user is not active' };
    expect(await login.verify(engine.code)).toEqual({ status: 403, body: text });
    expect((await login.trail()).at(-1)).toBe('user_status_inactive:user_inactive');
    expect(await login.counts(VERIFICATION)).toEqual([1, 0, 1]);
    expect(await login.verify(engine.code)).toEqual(NOT_PENDING);
  });

  it('proves nothing once the user’s number was changed', async () => {
    const { engine, login, user } = await sent();
    await engine.users.patch(engine.tenant.id, user.sub, { phoneNumber: '+819087654321' });
    expect(await login.verify(engine.code)).toEqual(NOT_PENDING);
  });

  it('sent before a user was bound, for another user, is refused before it is looked at', async () => {
    const { engine } = await sent();
    await engine.user({ preferredUsername: 'b@example.com', phoneNumber: '+819087654321' });
    const login = await engine.start();
    await login.challenge({ phone_number: OWN });
    await login.password('b@example.com');
    const { comparisons } = engine.vault;
    expect(await login.verify(engine.code)).toEqual(refused('User is not the same as the request'));
    expect((await login.trail()).at(-1)).toBe('sms_verification_failure:user_mismatch');
    expect(await login.verify(engine.code)).toEqual(NOT_PENDING);
    expect(engine.vault.comparisons).toBe(comparisons);
  });

  it('sent before the same user was bound counts for that user', async () => {
    const { engine, user } = await sent();
    const login = await engine.start();
    await login.challenge({ phone_number: OWN });
    await login.password(NAME);
    expect((await login.verify(engine.code)).body['user']).toMatchObject({ sub: user.sub });
  });

  it('for a number to register does not bind it to a user bound meanwhile', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    await engine.policy(smsStep({ allow_registration: true }));
    await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
    const login = await engine.start();
    await login.challenge({ phone_number: '+819087654321' });
    await login.password(NAME);
    expect(await login.verify(engine.code)).toEqual(refused('User is not the same as the request'));
  });
});

describe('a call of the verification', () => {
  it.each([
    ['no code', {}, "/ must have required property 'verification_code'"],
    ['a number', { verification_code: 123456 }, '/verification_code must be string'],
    ['null', { verification_code: null }, '/verification_code must be string'],
    ['a list', { verification_code: ['123456'] }, '/verification_code must be string'],
  ])('with %s spends no guess', async (_what, body, message) => {
    const { engine, login } = await sent();
    const answer = await login.call(VERIFICATION, body);
    expect(answer).toEqual(refused('Request validation failed', { error_messages: [message] }));
    expect((await login.trail()).at(-1)).toBe('sms_verification_failure:schema');
    expect((await login.snapshot()).challenges.sms?.attemptsUsed).toBe(0);
    expect(engine.vault.comparisons).toBe(0);
  });

  it('with nothing sent is told so, whatever it brings', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    const login = await engine.start();
    expect(await login.verify('123456')).toEqual(NOT_PENDING);
    expect(await login.call(VERIFICATION)).toEqual(NOT_PENDING);
    expect(await login.trail()).toEqual(Array(2).fill('sms_verification_failure:not_pending'));
  });

  it('takes its code from the field that the configuration names', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms({ metadata: { verification_code_param: 'otp' } }));
    await engine.user({ phoneNumber: OWN });
    const login = await engine.start();
    await login.challenge({ phone_number: OWN });
    expect((await login.call(VERIFICATION, { otp: engine.code })).status).toBe(200);
  });

  it('answers expired and exhausted like wrong codes, mapping included', async () => {
    const response = {
      body_mapping_rules: [
        { from: '$.response_body', to: '*' },
        { static_value: 'mapped', to: 'extra' },
      ],
    };
    const engine = await TestEngine.create();
    await engine.configure(internalSms({ details: { retry_count_limitation: 1 }, verification: { response } }));
    await engine.user({ phoneNumber: OWN });
    const login = await engine.start();
    await login.challenge({ phone_number: OWN });
    const first = await login.verify(engine.wrongCode);
    const exhausted = await login.verify(engine.wrongCode);
    engine.clock.advanceSeconds(301);
    const expired = await login.verify(engine.wrongCode);
    expect(first.body).toMatchObject({ error: 'invalid_grant', attempts_remaining: 0, extra: 'mapped' });
    expect([exhausted, expired]).toEqual([first, first]);
    expect((await login.trail()).slice(-3)).toEqual([
      'sms_verification_failure:wrong_code',
      'sms_verification_failure:exhausted',
      'sms_verification_failure:expired',
    ]);
  });
});
