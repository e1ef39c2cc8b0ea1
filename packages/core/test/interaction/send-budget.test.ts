import { SendFailure, type Answer, type JsonObject, type SendLimits } from '@tessera/core';
import { internalEmail, internalSms, smsStep } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const OWN = '+819012345678';
const limited = (retry_after: number): object => ({
  status: 429,
  body: {
    error: 'too_many_requests',
    error_description: 'Too many verification codes have been requested. Please try again later.',
    retry_after,
  },
  retryAfterSeconds: retry_after,
});
const blocked = (reason: string): string => `sms_verification_challenge_blocked:${reason}`;

/** Everything off but what the test is about. */
const OFF: Partial<SendLimits> = {
  resendCooldownSeconds: 0,
  repeatWindowSeconds: 0,
  perTransaction: 0,
  perDestinationHour: 0,
  perDestinationDay: 0,
  perIpHour: 0,
  perTenantDay: 0,
};

async function create(limits: Partial<SendLimits>, metadata: JsonObject = {}): Promise<TestEngine> {
  const engine = await TestEngine.create({ sendLimits: { ...OFF, ...limits } });
  await engine.configure(internalSms({ metadata }));
  await engine.configure(internalEmail());
  await engine.policy(smsStep({ allow_registration: true }));
  return engine;
}

let next = 10_000_000;
/** A challenge to a number of its own, unless one is given. */
const send = (login: Login, phone_number = `+8190${(next += 1)}`): Promise<Answer> => login.challenge({ phone_number });

describe('a limit for messages', () => {
  it('keeps a transaction waiting between two messages of a channel', async () => {
    const engine = await create({ resendCooldownSeconds: 30 });
    const login = await engine.start();
    expect(await send(login)).toMatchObject({ status: 200 });
    const code = engine.code;
    engine.clock.advance(29_500);
    expect(await send(login)).toEqual(limited(1));
    expect((await login.trail()).at(-1)).toBe(blocked('cooldown'));
    expect((await login.events()).at(-1)?.detail).toMatchObject({ status: 429, retry_after: 1, mode: 'internal' });
    const mail = { email: 'new@example.com' };
    expect((await login.call('email-authentication-challenge', mail)).status).toBe(200);
    engine.clock.advance(500);
    expect((await send(login)).status).toBe(200);
    expect(engine.sms.messages).toHaveLength(2);
    expect(code).not.toBe('');
  });

  it('leaves the challenge in force valid', async () => {
    const engine = await create({ resendCooldownSeconds: 30 });
    const login = await engine.start();
    await send(login);
    await send(login);
    expect((await login.verify(engine.vault.codes[0] ?? '')).status).toBe(200);
    expect(await login.counts('sms-authentication-challenge')).toEqual([2, 1, 0]);
  });

  it('is five for a transaction and channel', async () => {
    const engine = await create({ perTransaction: 5 });
    const login = await engine.start();
    for (let i = 0; i < 5; i += 1) expect((await send(login)).status).toBe(200);
    expect(await send(login)).toEqual(limited(1800));
    expect((await login.trail()).at(-1)).toBe(blocked('transaction_limit'));
    expect((await send(await engine.start())).status).toBe(200);
  });

  it.each([
    ['perDestinationHour', 'destination_limit', 3600],
    ['perDestinationDay', 'destination_limit', 86_400],
  ] as const)('%s counts the normalised number over all transactions', async (limit, reason, window) => {
    const engine = await create({ [limit]: 2 });
    await send(await engine.start(), '+81-90-1234-5678');
    engine.clock.advanceSeconds(100);
    await send(await engine.start(), '090 1234 5678');
    const login = await engine.start();
    expect(await send(login, OWN)).toEqual(limited(window - 100));
    expect(await login.trail()).toEqual([blocked(reason)]);
    expect((await send(login)).status).toBe(200);
    engine.clock.advanceSeconds(window - 100);
    expect((await send(await engine.start(), OWN)).status).toBe(200);
  });

  it('counts the client’s address, IPv6 by /64', async () => {
    const engine = await create({ perIpHour: 2 });
    const from = async (ipAddress: string): Promise<Answer> => {
      const login = await engine.start();
      login.ipAddress = ipAddress;
      return send(login);
    };
    expect((await from('2001:db8:1:2:aaaa::1')).status).toBe(200);
    expect((await from('2001:db8:1:2::ffff')).status).toBe(200);
    expect(await from('2001:0DB8:0001:0002::3')).toEqual(limited(3600));
    expect((await from('2001:db8:1:3::1')).status).toBe(200);
    expect((await from('192.0.2.1')).status).toBe(200);
    expect((await from('::ffff:192.0.2.1')).status).toBe(200);
    expect((await from('192.0.2.1')).status).toBe(429);
  });

  it('counts a tenant’s day by channel', async () => {
    const engine = await create({ perTenantDay: 2 });
    await send(await engine.start());
    await send(await engine.start());
    const login = await engine.start();
    expect(await send(login)).toEqual(limited(86_400));
    expect(await login.trail()).toEqual([blocked('tenant_limit')]);
    expect((await login.call('email-authentication-challenge', { email: 'a@example.org' })).status).toBe(200);
  });

  it('may be set by the configuration, over the server', async () => {
    const engine = await create({ perTransaction: 5 }, { send_limits: { per_transaction: 1 } });
    const login = await engine.start();
    await send(login);
    expect((await send(login)).status).toBe(429);
  });

  it('takes all units or none', async () => {
    const engine = await create({ perDestinationHour: 1, perTenantDay: 2 });
    await send(await engine.start(), OWN);
    for (let i = 0; i < 5; i += 1) expect((await send(await engine.start(), OWN)).status).toBe(429);
    expect((await send(await engine.start())).status).toBe(200);
  });
});

describe('a number', () => {
  const refused = {
    status: 400,
    body: { error: 'invalid_request', error_description: 'This phone number cannot receive verification codes' },
  };

  it.each<[string, Partial<SendLimits>, string, string | undefined]>([
    ['of an allowed region', { allowedCountries: ['JP'] }, '+819012345678', undefined],
    ['of an allowed calling code', { allowedCountries: ['+81'] }, '+819012345678', undefined],
    ['of another region', { allowedCountries: ['JP'] }, '+4915112345678', 'country_denied'],
    ['of a denied region', { deniedCountries: ['DE'] }, '+4915112345678', 'country_denied'],
    ['of a denied calling code', { deniedCountries: ['+49'] }, '+4915112345678', 'country_denied'],
    ['of a satellite network', { deniedNumberTypes: ['satellite'] }, '+881612345678', 'number_type_denied'],
    ['that costs extra', { deniedNumberTypes: ['premium_rate'] }, '+449061234567', 'number_type_denied'],
  ])('%s', async (_what, limits, number, reason) => {
    const engine = await create(limits);
    const login = await engine.start();
    const answer = await send(login, number);
    if (reason === undefined) expect(answer.status).toBe(200);
    else {
      expect(answer).toEqual(refused);
      expect(await login.trail()).toEqual([blocked(reason)]);
      expect(await login.counts('sms-authentication-challenge')).toEqual([1, 0, 1]);
      expect(engine.sms.messages).toEqual([]);
    }
  });
});

describe('a failed send', () => {
  it.each(['unreachable', 'token_refused'] as const)(
    'that never reached the provider (%s) returns all units but the address’s, and starts no cooldown',
    async (kind) => {
      const engine = await create({
        resendCooldownSeconds: 30,
        perTransaction: 1,
        perDestinationHour: 1,
        perDestinationDay: 1,
        perTenantDay: 1,
        perIpHour: 4,
      });
      const login = await engine.start();
      engine.sms.failure = new SendFailure(kind, 'down');
      for (let i = 0; i < 3; i += 1) expect((await send(login, OWN)).status).toBeGreaterThanOrEqual(502);
      engine.sms.failure = undefined;
      expect((await send(login, OWN)).status).toBe(200);
      expect((await send(await engine.start())).body['retry_after']).toBe(3600);
    },
  );

  it.each(['timeout', 'transport', 'rejected'] as const)('that may have reached it (%s) keeps them', async (kind) => {
    const engine = await create({ perDestinationHour: 1 });
    engine.sms.failure = new SendFailure(kind, 'down');
    await send(await engine.start(), OWN);
    engine.sms.failure = undefined;
    expect((await send(await engine.start(), OWN)).status).toBe(429);
  });

  it('starts the cooldown unless it never arrived', async () => {
    const engine = await create({ resendCooldownSeconds: 30 });
    const login = await engine.start();
    engine.sms.failure = new SendFailure('timeout', 'down');
    await send(login);
    expect((await send(login)).status).toBe(429);
  });
});

describe('the same challenge request', () => {
  it('fifty times at once is one message, one unit, one event and one answer', async () => {
    const engine = await create({ perTransaction: 2, perDestinationHour: 2 });
    const login = await engine.start();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(login, OWN)));
    expect(engine.sms.messages).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await login.trail()).toEqual(['sms_verification_challenge_success']);
    expect(await login.counts('sms-authentication-challenge')).toEqual([1, 1, 0]);
    expect((await send(login, OWN)).status).toBe(200);
  });

  it('shortly after a success gets the same answer', async () => {
    const engine = await create({ resendCooldownSeconds: 30, repeatWindowSeconds: 2 });
    const login = await engine.start();
    const first = await send(login, OWN);
    engine.clock.advance(1999);
    expect(await send(login, OWN)).toEqual(first);
    engine.clock.advance(1);
    expect(await send(login, OWN)).toEqual(limited(28));
    expect(engine.sms.messages).toHaveLength(1);
  });

  it('shortly after a failure is tried again', async () => {
    const engine = await create({ repeatWindowSeconds: 2 });
    const login = await engine.start();
    engine.sms.failure = new SendFailure('unreachable', 'down');
    await send(login, OWN);
    engine.sms.failure = undefined;
    expect((await send(login, OWN)).status).toBe(200);
  });

  it('in another transaction is another request', async () => {
    const engine = await create({ repeatWindowSeconds: 2 });
    const logins = [await engine.start(), await engine.start()];
    await Promise.all(logins.map((login) => send(login, OWN)));
    expect(engine.sms.messages).toHaveLength(2);
  });

  it('with another template is another request', async () => {
    const engine = await create({ repeatWindowSeconds: 2 });
    await engine.user({ preferredUsername: NAME });
    const login = await engine.start();
    await login.password(NAME);
    await Promise.all([login.challenge({ template: 'registration' }), login.challenge({ template: 'authentication' })]);
    expect(engine.sms.messages).toHaveLength(2);
  });
});
