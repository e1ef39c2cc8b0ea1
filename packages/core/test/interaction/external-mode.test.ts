import type { JsonObject, OutboundResult, User } from '@tessera/core';
import { GUIDE_EXTERNAL, SEED_EXTERNAL, TWILIO_VERIFY } from '../fixtures/authentication-configurations.js';
import { answers, fault, MFA_POLICY } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const OWN = '+819012345678';
const CHALLENGE = '-challenge';
const SENT: JsonObject = { transaction_id: 'provider-1', verification_code: '804213' };

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
  readonly user: User;
}

async function bound(configuration: JsonObject = GUIDE_EXTERNAL, options: EngineOptions = {}): Promise<Scene> {
  const engine = await TestEngine.create(options);
  await engine.configure(configuration);
  await engine.policy(MFA_POLICY);
  const user = await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
  const login = await engine.start();
  await login.password(NAME);
  respond(engine, answers(200, SENT), answers(200, { status: 'success' }));
  return { engine, login, user };
}

/** What the service answers to challenges and to verifications. */
function respond(engine: TestEngine, challenge: OutboundResult, verification: OutboundResult): void {
  engine.http.respond = ({ url }) => (/challenge$|Verifications$/.test(url) ? challenge : verification);
}

describe('the configuration of the guide', () => {
  it('asks the service as the guide prints it, and shows no code', async () => {
    const { engine, login, user } = await bound();
    const answer = await login.challenge({ phone_number: '+81-90-1234-5678', template: 'registration' });
    expect(answer).toEqual({ status: 200, body: { transaction_id: 'provider-1', expires_in: 300 } });
    const [challenge] = engine.http.requests;
    expect(challenge).toMatchObject({
      method: 'POST',
      url: 'http://host.docker.internal:4000/sms-authentication-challenge',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ phone_number: OWN, template: 'registration' }),
      authentication: {
        type: 'oauth2',
        oauth: {
          type: 'password',
          tokenEndpoint: 'http://host.docker.internal:4000/token',
          clientId: 'your-client-id',
          username: 'username',
          password: 'password',
          scope: 'application',
          cacheEnabled: false,
        },
      },
    });
    expect(await login.verify('804213')).toEqual({
      status: 200,
      body: { status: 'success', user: { sub: user.sub, status: 'REGISTERED' } },
    });
    expect(engine.http.bodies('/sms-authentication')).toEqual([
      { verification_code: '804213', transaction_id: 'provider-1' },
    ]);
    expect(JSON.stringify([await login.snapshot(), await login.events()])).not.toContain('804213');
    expect((await login.finish()).login).toMatchObject({ sub: user.sub, methods: ['password', 'sms'] });
  });

  it('in its explicit form asks the same', async () => {
    const { engine, login } = await bound(SEED_EXTERNAL);
    await login.challenge({ phone_number: OWN, template: 'authentication' });
    await login.verify('804213');
    expect(engine.http.bodies('/challenge')).toEqual([{ phone_number: OWN, template: 'authentication' }]);
    expect(engine.http.bodies('/verify')).toEqual([{ verification_code: '804213', transaction_id: 'provider-1' }]);
  });

  it('shows the service’s code with code exposure', async () => {
    const { login } = await bound(GUIDE_EXTERNAL, { settings: { exposeVerificationCode: true } });
    expect((await login.challenge()).body).toEqual({ ...SENT, expires_in: 300 });
  });

  it('always asks for the resolved number, also when the caller names none', async () => {
    const { engine, login } = await bound();
    await login.challenge();
    expect(engine.http.bodies(CHALLENGE)).toEqual([{ phone_number: OWN }]);
  });

  it('lets the caller choose neither the challenge nor the number that is verified', async () => {
    const open = structuredClone(GUIDE_EXTERNAL) as { interactions: Record<string, { request?: unknown }> };
    delete open.interactions['sms-authentication']?.request;
    const { engine, login } = await bound(open as unknown as JsonObject);
    await login.challenge();
    const forged = { verification_code: '1', transaction_id: 'mine', phone_number: '+819000000000', other: 1 };
    await login.call('sms-authentication', forged);
    expect(engine.http.bodies('/sms-authentication')).toEqual([
      { verification_code: '1', other: 1, transaction_id: 'provider-1' },
    ]);
  });

  it('is verified once', async () => {
    const { engine, login } = await bound();
    await login.challenge();
    await login.verify('804213');
    expect((await login.verify('804213')).body['error_description']).toBe('No verification code is pending');
    expect(engine.http.bodies('/sms-authentication')).toHaveLength(1);
  });

  it('has nothing pending without the row that the challenge stores', async () => {
    const { engine, login } = await bound();
    respond(engine, answers(503, {}), answers(200, {}));
    await login.challenge();
    expect((await login.verify('804213')).body['error_description']).toBe('No verification code is pending');
  });

  it('voids the older row as soon as a new challenge goes out, even if that fails', async () => {
    const { engine, login } = await bound();
    await login.challenge();
    respond(engine, fault('timeout'), answers(200, {}));
    await login.challenge();
    expect((await login.snapshot()).rows).toEqual({});
    expect((await login.verify('804213')).body['error_description']).toBe('No verification code is pending');
  });

  it('expires, before the service is asked', async () => {
    const { engine, login } = await bound();
    await login.challenge();
    engine.clock.advanceSeconds(300);
    expect((await login.verify('804213')).body).toMatchObject({ error: 'invalid_grant', attempts_remaining: 0 });
    expect(engine.http.bodies('/sms-authentication')).toEqual([]);
  });
});

describe('a challenge that the service refuses', () => {
  const CONNECT = { error: 'server_error', error_description: 'Failed to connect to external authentication service' };
  const TOKEN = {
    error: 'server_error',
    error_description: 'Failed to authenticate with the external authentication service',
  };
  const REFUSED = {
    error: 'invalid_request',
    error_description: 'The external authentication service refused the request',
  };
  const own = { error: 'bad_number', error_description: 'No.', verification_code: '804213' };

  it.each<[OutboundResult, number, object, readonly number[]]>([
    [answers(400, {}), 400, REFUSED, [1, 0, 1]],
    [answers(400, own), 400, { error: 'bad_number', error_description: 'No.' }, [1, 0, 1]],
    [answers(409, {}), 409, REFUSED, [1, 0, 1]],
    [answers(422, {}), 400, REFUSED, [1, 0, 1]],
    [answers(429, {}), 429, REFUSED, [1, 0, 0]],
    [answers(500, {}), 500, CONNECT, [1, 0, 0]],
    [answers(599, {}), 502, CONNECT, [1, 0, 0]],
    [answers(302, {}), 502, CONNECT, [1, 0, 0]],
    [fault('unreachable'), 503, CONNECT, [1, 0, 0]],
    [fault('timeout'), 504, CONNECT, [1, 0, 0]],
    [fault('transport'), 502, CONNECT, [1, 0, 0]],
    [fault('token_unreachable'), 503, CONNECT, [1, 0, 0]],
    [fault('token_refused'), 502, TOKEN, [1, 0, 0]],
  ])('with %j is answered %i', async (result, status, body, counts) => {
    const { engine, login } = await bound();
    respond(engine, result, answers(200, {}));
    expect(await login.challenge()).toEqual({ status, body });
    expect(await login.counts('sms-authentication-challenge')).toEqual(counts);
    expect((await login.trail()).at(-1)).toBe('sms_verification_challenge_failure:send_failed');
    expect((await login.snapshot()).challenges.sms).toBeUndefined();
  });
});

describe('Twilio Verify', () => {
  it('is told the code with the stored challenge, form-encoded; a pending status is a wrong code', async () => {
    const { engine, login } = await bound(TWILIO_VERIFY);
    respond(engine, answers(201, { sid: 'VE1' }), answers(200, { status: 'pending', sid: 'VE1' }));
    expect((await login.challenge()).body).toEqual({ transaction_id: 'VE1', expires_in: 300 });
    const wrong = await login.verify('000000');
    expect(wrong).toMatchObject({ status: 400, body: { error: 'invalid_grant', attempts_remaining: 4 } });
    respond(engine, answers(201, {}), answers(404, {}));
    expect(await login.verify('000000')).toMatchObject({ status: 400, body: { attempts_remaining: 3 } });
    respond(engine, answers(201, {}), answers(200, { status: 'approved' }));
    expect((await login.verify('804213')).body['status']).toBe('success');
    expect(engine.http.requests.map(({ body }) => body)).toEqual([
      'To=%2B819012345678&Channel=sms',
      'VerificationSid=VE1&Code=000000',
      'VerificationSid=VE1&Code=000000',
      'VerificationSid=VE1&Code=804213',
    ]);
  });
});
