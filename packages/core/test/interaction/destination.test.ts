import type { JsonObject, User } from '@tessera/core';
import { anyOf, internalEmail, internalSms, smsStep } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const CHALLENGE = 'sms-authentication-challenge';
const OWN = '+819012345678';
const OTHER = '+819087654321';
const NAME = 'a@example.com';

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
  readonly user: User;
}

async function scene(options: { user?: Partial<User>; step?: JsonObject; bound?: boolean } = {}): Promise<Scene> {
  const engine = await TestEngine.create();
  await engine.configure(internalSms());
  if (options.step) await engine.policy(smsStep(options.step));
  const user = await engine.user({ preferredUsername: NAME, phoneNumber: OWN, ...options.user });
  const login = await engine.start();
  if (options.bound) await login.password(NAME);
  return { engine, login, user };
}

/** A user without a number. */
const numberless = async (scene: Scene): Promise<void> => {
  const { phoneNumber: _none, ...rest } = scene.user;
  await scene.engine.users.insert({ ...rest, sub: 'numberless', preferredUsername: 'numberless@example.com' });
  await scene.login.password('numberless@example.com');
};

const refused = (error_description: string): object => ({
  status: 400,
  body: { error: 'invalid_request', error_description },
});

async function expectRefusal({ engine, login }: Scene, body: JsonObject, text: string, event: string): Promise<void> {
  expect(await login.challenge(body)).toEqual(refused(text));
  expect((await login.trail()).at(-1)).toBe(event);
  expect(await login.counts(CHALLENGE)).toEqual([1, 0, 1]);
  expect(engine.sms.messages).toEqual([]);
}

describe('the code of a bound user', () => {
  it.each([
    {},
    { phone_number: '' },
    { phone_number: null },
    { phone_number: OWN },
    { phone_number: '+81-90-1234-5678' },
    { phone_number: '090 1234 5678' },
    { phone_number: '０９０−１２３４−５６７８' },
  ])('goes to the user’s own number for %j', async (body) => {
    const { engine, login } = await scene({ bound: true });
    expect((await login.challenge(body)).status).toBe(200);
    expect(engine.sms.messages.map(({ to }) => to)).toEqual([OWN]);
  });

  it.each([{}, { allow_registration: true }, { requires_user: true }])(
    'never goes to another number, whatever the step says: %j',
    async (step) => {
      const text = 'phone_number does not match the registered phone number';
      const event = 'sms_verification_challenge_failure:destination_mismatch';
      await expectRefusal(await scene({ bound: true, step }), { phone_number: OTHER }, text, event);
    },
  );

  it('is refused for a value that is no number, before anything else', async () => {
    const text = 'phone_number is not a valid phone number';
    const event = 'sms_verification_challenge_failure:destination_invalid';
    await expectRefusal(await scene({ bound: true }), { phone_number: '+81-1' }, text, event);
    await expectRefusal(await scene(), { phone_number: 'x'.repeat(5000) }, text, event);
    await expectRefusal(await scene(), { phone_number: 819012345678 }, text, event);
  });

  it('is refused for a user without a number', async () => {
    const lacking = await scene();
    await numberless(lacking);
    const text = 'User does not have a phone number';
    const event = 'sms_verification_challenge_failure:destination_missing';
    await expectRefusal(lacking, { phone_number: OTHER }, text, event);
  });

  it('goes to a number that a user without one enrols, where the step allows it', async () => {
    const lacking = await scene({ step: { allow_registration: true } });
    await numberless(lacking);
    const event = 'sms_verification_challenge_failure:destination_missing';
    await expectRefusal(lacking, {}, 'phone_number is required', event);
    const { engine, login } = lacking;
    await login.challenge({ phone_number: OTHER });
    expect(engine.sms.messages.map(({ to }) => to)).toEqual([OTHER]);
    expect(await engine.stored('numberless')).not.toHaveProperty('phoneNumber');
    await login.verify(engine.code);
    await login.finish();
    expect(await engine.stored('numberless')).toMatchObject({ phoneNumber: OTHER, phoneNumberVerified: true });
  });

  it('is not sent to a user who is no longer active', async () => {
    const { engine, login, user } = await scene({ bound: true });
    await engine.users.patch(engine.tenant.id, user.sub, { status: 'SUSPENDED' });
    const text = { error: 'access_denied', error_description: 'The user is not active' };
    expect(await login.challenge()).toEqual({ status: 403, body: text });
    expect((await login.trail()).at(-1)).toBe('user_status_inactive:user_inactive');
    expect(engine.sms.messages).toEqual([]);
  });
});

describe('the code with nobody bound', () => {
  it('is refused where the step needs a user', async () => {
    const text = "Authentication method 'sms' requires an authenticated user";
    const event = 'sms_verification_challenge_failure:user_not_found';
    await expectRefusal(await scene({ step: { requires_user: true } }), { phone_number: OWN }, text, event);
  });

  it('is refused without a number', async () => {
    const event = 'sms_verification_challenge_failure:destination_missing';
    await expectRefusal(await scene(), {}, 'phone_number is required', event);
  });

  it('goes to the one active user who has the number, and binds that user', async () => {
    const { engine, login, user } = await scene();
    await login.challenge({ phone_number: '090-1234-5678' });
    expect(engine.sms.messages.map(({ to }) => to)).toEqual([OWN]);
    expect((await login.snapshot()).user).toBeUndefined();
    const answer = await login.verify(engine.code);
    expect(answer.body).toEqual({ status: 'success', user: { sub: user.sub, status: 'REGISTERED' } });
    expect((await login.snapshot()).user?.sub).toBe(user.sub);
  });

  it('goes to several users alike, and a right code is then refused and used up', async () => {
    const { engine, login } = await scene();
    await engine.user({ phoneNumber: OWN });
    expect((await login.challenge({ phone_number: OWN })).status).toBe(200);
    expect(engine.sms.messages).toHaveLength(1);
    expect(await login.verify(engine.code)).toEqual(refused('The phone number belongs to more than one user'));
    expect((await login.trail()).at(-1)).toBe('sms_verification_failure:ambiguous_destination');
    expect(await login.verify(engine.code)).toEqual(refused('No verification code is pending'));
  });

  it('belongs to the user whose number is verified, whoever else claims it', async () => {
    const { engine, login } = await scene();
    const verified = await engine.user({ phoneNumber: OWN, phoneNumberVerified: true });
    await login.challenge({ phone_number: OWN });
    await login.verify(engine.code);
    expect((await login.snapshot()).user?.sub).toBe(verified.sub);
  });

  it('belongs to nobody else when the verified owner is not active', async () => {
    const { engine, login } = await scene({ step: { allow_registration: true } });
    await engine.user({ phoneNumber: OWN, phoneNumberVerified: true, status: 'DISABLED' });
    await login.challenge({ phone_number: OWN });
    expect(engine.sms.messages).toEqual([]);
    expect((await login.verify(engine.code)).body['error']).toBe('invalid_grant');
  });

  it('creates a user for a number that nobody has, where the step allows it', async () => {
    const { engine, login } = await scene({ step: { allow_registration: true } });
    await login.challenge({ phone_number: OTHER });
    const answer = await login.verify(engine.code);
    const sub = (await login.snapshot()).user?.sub ?? '';
    expect(answer.body).toEqual({ status: 'success', user: { sub, status: 'INITIALIZED' } });
    expect(await engine.stored(sub)).toBeUndefined();
    await login.finish();
    expect(await engine.stored(sub)).toMatchObject({
      status: 'REGISTERED',
      phoneNumber: OTHER,
      phoneNumberVerified: true,
      preferredUsername: OTHER,
    });
    expect((await login.trail()).slice(-2)).toEqual(['user_signup', 'oauth_authorize']);
  });
});

describe('the destination of a code by e-mail', () => {
  async function mail(bound: boolean): Promise<Scene> {
    const engine = await TestEngine.create();
    await engine.configure(internalEmail());
    await engine.policy(anyOf(['email-authentication', 'password-authentication']));
    const user = await engine.user({ preferredUsername: NAME, email: 'Alice@Example.com' });
    const login = await engine.start();
    if (bound) await login.password(NAME);
    return { engine, login, user };
  }
  const challenge = ({ login }: Scene, body: JsonObject): Promise<object> =>
    login.call('email-authentication-challenge', body);

  it('is compared without regard to case, and verified for its user', async () => {
    const given = await mail(true);
    expect(await challenge(given, { email: 'aLICE@example.COM' })).toMatchObject({ status: 200 });
    expect(given.engine.email.messages[0]).toMatchObject({ to: 'alice@example.com', from: 'no-reply@example.com' });
    await given.login.call('email-authentication', { verification_code: given.engine.code });
    await given.login.finish();
    expect(await given.engine.stored(given.user.sub)).toMatchObject({
      email: 'Alice@Example.com',
      emailVerified: true,
    });
  });

  it.each([
    ['mallory@example.com', 'email does not match the registered email'],
    ['a@b@example.com', 'email is not a valid email address'],
    ['alice@example.com, mallory@example.com', 'email is not a valid email address'],
    ['Alice <alice@example.com>', 'email is not a valid email address'],
    ['alice@example.com\r\nBcc: mallory@example.com', 'email is not a valid email address'],
    [
      `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.example`,
      'email is not a valid email address',
    ],
  ])('is refused for %j', async (email, text) => {
    const given = await mail(true);
    expect(await challenge(given, { email })).toEqual(refused(text));
    expect(given.engine.email.messages).toEqual([]);
  });

  it('is required with nobody bound', async () => {
    expect(await challenge(await mail(false), {})).toEqual(refused('email is required'));
  });
});
