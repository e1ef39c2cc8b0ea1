import type { JsonObject, Tenant } from '@tessera/core';
import { internalEmail, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const INTERACTION = 'initial-registration';
const BODY = {
  email: 'New-User@example.com',
  password: 'Test1234!',
  name: 'New Test User',
  phone_number: '+81-90-1234-5678',
};

async function begin(options: EngineOptions = {}): Promise<{ engine: TestEngine; login: Login }> {
  const engine = await TestEngine.create(options);
  return { engine, login: await engine.start() };
}

describe('initial-registration', () => {
  it('binds a new user who is stored nowhere but in the transaction', async () => {
    const { engine, login } = await begin();
    const answer = await login.call(INTERACTION, BODY);
    const sub = (await login.snapshot()).user?.sub;
    expect(answer).toEqual({ status: 200, body: { status: 'success', user: { sub, status: 'INITIALIZED' } } });
    expect(await engine.users.findByUsername(engine.tenant.id, BODY.email)).toBeUndefined();
    expect((await login.snapshot()).user?.registration).toMatchObject({
      preferredUsername: 'New-User@example.com',
      phoneNumber: '+819012345678',
      phoneNumberVerified: false,
      emailVerified: false,
      claims: { name: 'New Test User' },
    });
    expect(await login.trail()).toEqual(['user_initial_registration_success']);
    expect(await login.counts(INTERACTION)).toEqual([1, 1, 0]);
  });

  it('keeps the password only as a hash', async () => {
    const { login } = await begin();
    await login.call(INTERACTION, BODY);
    expect(JSON.stringify([await login.snapshot(), await login.events()])).not.toContain(BODY.password);
  });

  it('takes no claim that the schema does not declare', async () => {
    const { login } = await begin();
    await login.call(INTERACTION, {
      ...BODY,
      status: 'REGISTERED',
      phone_number_verified: true,
      roles: ['admin'],
      locale: 'ja',
    });
    const user = (await login.snapshot()).user?.registration;
    expect(user).toMatchObject({
      status: 'INITIALIZED',
      phoneNumberVerified: false,
      roles: [],
      claims: { name: 'New Test User' },
    });
  });

  const refused = (
    error_description: string,
    more: JsonObject = {},
    status = 400,
    error = 'invalid_request',
  ): object => ({
    status,
    body: { error, error_description, ...more },
  });
  const FAILURE = 'user_initial_registration_failure';

  it.each<[string, JsonObject, Partial<Tenant>, object, string]>([
    [
      'a schema violation',
      { email: 'a@example.com' },
      {},
      refused('Request validation failed', { error_messages: ["/ must have required property 'password'"] }),
      `${FAILURE}:schema`,
    ],
    [
      'registration switched off',
      BODY,
      { registrationEnabled: false },
      refused('Registration is not available', {}, 403, 'access_denied'),
      `${FAILURE}:registration_disabled`,
    ],
    [
      'an address with two dots',
      { ...BODY, email: 'a@b..example.com' },
      {},
      expect.objectContaining({ status: 400 }) as object,
      `${FAILURE}:schema`,
    ],
    [
      'an impossible number',
      { ...BODY, phone_number: '+81-1' },
      {},
      refused('phone_number is not a valid phone number'),
      `${FAILURE}:destination_invalid`,
    ],
    [
      'a weak password',
      { ...BODY, password: 'short' },
      {
        passwordPolicy: {
          minLength: 8,
          maxLength: 128,
          requireUpper: true,
          requireLower: true,
          requireDigit: true,
          requireSymbol: true,
          maxAttempts: 5,
          lockoutDurationSeconds: 900,
        },
      },
      refused('Password does not meet the password policy', {
        error_messages: [
          'password must be at least 8 characters long',
          'password must contain an upper-case letter',
          'password must contain a digit',
          'password must contain a symbol',
        ],
      }),
      `${FAILURE}:password_policy`,
    ],
  ])('refuses %s', async (_what, body, tenant, answer, event) => {
    const { login } = await begin({ tenant });
    expect(await login.call(INTERACTION, body)).toEqual(answer);
    expect(await login.counts(INTERACTION)).toEqual([1, 0, 1]);
    expect(await login.trail()).toEqual([event]);
    expect((await login.snapshot()).user).toBeUndefined();
  });

  it('refuses a name that is taken, without regard to case', async () => {
    const { engine, login } = await begin();
    await engine.user({ preferredUsername: 'new-user@EXAMPLE.com' });
    expect(await login.call(INTERACTION, BODY)).toEqual(refused('User already exists'));
    expect(await login.counts(INTERACTION)).toEqual([1, 0, 1]);
    expect(await login.trail()).toEqual(['user_initial_registration_conflict:duplicate']);
  });

  it('refuses another name than the bound user’s, before anything else about the request', async () => {
    const { engine, login } = await begin();
    await engine.user({ preferredUsername: 'bound@example.com' });
    await login.password('bound@example.com');
    const answer = await login.call(INTERACTION, { ...BODY, phone_number: '+81-1' });
    expect(answer).toEqual(refused('User is not the same as the request'));
    expect((await login.trail()).at(-1)).toBe(`${FAILURE}:user_mismatch`);
  });

  it('refuses the 31st registration of an address in an hour, and lets the next hour in', async () => {
    const { engine, login } = await begin();
    for (let i = 0; i < 30; i += 1) await login.call(INTERACTION, { ...BODY, password: 'short' });
    engine.clock.advanceSeconds(600);
    const answer = await login.call(INTERACTION, BODY);
    const text = 'Too many requests. Please try again later.';
    expect(answer).toEqual({
      ...refused(text, { retry_after: 3000 }, 429, 'too_many_requests'),
      retryAfterSeconds: 3000,
    });
    expect(await login.counts(INTERACTION)).toEqual([31, 0, 30]);
    expect((await login.trail()).at(-1)).toBe(`${FAILURE}:ip_limit`);
    const next = await engine.start();
    engine.clock.advanceSeconds(3000);
    expect((await next.call(INTERACTION, BODY)).status).toBe(404);
    expect((await (await engine.start()).call(INTERACTION, BODY)).status).toBe(200);
  });

  it.each<[Tenant['identityUniqueKeyType'], string]>([
    ['EMAIL', 'New-User@example.com'],
    ['PHONE', '+819012345678'],
    ['USERNAME', 'newbie'],
  ])('takes the unique key %s from the request', async (identityUniqueKeyType, name) => {
    const { login } = await begin({ tenant: { identityUniqueKeyType } });
    await login.call(INTERACTION, { ...BODY, preferred_username: 'newbie' });
    expect((await login.snapshot()).user?.registration?.preferredUsername).toBe(name);
  });
});

describe('registering again in the same transaction', () => {
  async function proven(): Promise<{ engine: TestEngine; login: Login }> {
    const { engine } = await begin();
    await engine.configure(internalSms());
    await engine.policy(MFA_POLICY);
    const login = await engine.start();
    await login.call(INTERACTION, BODY);
    await login.challenge();
    return { engine, login };
  }

  it('corrects the first attempt: same user, fresh data', async () => {
    const { login } = await proven();
    const before = (await login.snapshot()).user?.sub;
    await login.call(INTERACTION, { ...BODY, name: 'Corrected' });
    expect((await login.snapshot()).user).toMatchObject({
      sub: before,
      registration: { claims: { name: 'Corrected' } },
    });
  });

  it('keeps the code and the proof of a number that stays', async () => {
    const { engine, login } = await proven();
    await login.call(INTERACTION, { ...BODY, name: 'Corrected' });
    expect((await login.verify(engine.code)).status).toBe(200);
    await login.call(INTERACTION, { ...BODY, name: 'Corrected again' });
    await login.finish();
    const stored = await engine.users.findByUsername(engine.tenant.id, BODY.email);
    expect(stored).toMatchObject({ phoneNumber: '+819012345678', phoneNumberVerified: true });
  });

  it('voids a code that went to a number the user gave up', async () => {
    const { engine, login } = await proven();
    await login.call(INTERACTION, { ...BODY, phone_number: '+819087654321' });
    expect((await login.verify(engine.code)).body['error_description']).toBe('No verification code is pending');
    expect((await login.snapshot()).user?.pending.phoneNumberVerified).toBeUndefined();
  });

  it('forgets the proof of a number the user gave up', async () => {
    const { engine, login } = await proven();
    await login.verify(engine.code);
    await login.call(INTERACTION, { ...BODY, phone_number: '+819087654321' });
    expect(await login.complete()).toMatchObject({
      refused: { body: { error_description: 'Authentication is required', required_methods: [['sms']] } },
    });
  });

  it('voids a code that went to a mailbox the user gave up', async () => {
    const engine = await TestEngine.create({ tenant: { identityUniqueKeyType: 'PHONE' } });
    await engine.configure(internalEmail());
    const login = await engine.start();
    await login.call(INTERACTION, BODY);
    await login.call('email-authentication-challenge');
    await login.call(INTERACTION, { ...BODY, email: 'somebody.else@example.com' });
    const answer = await login.call('email-authentication', { verification_code: engine.code });
    expect(answer.body['error_description']).toBe('No verification code is pending');
  });
});
