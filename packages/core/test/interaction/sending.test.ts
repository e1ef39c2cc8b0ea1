import { SendFailure, type JsonObject } from '@tessera/core';
import { answers, fault, internalEmail, internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const OWN = '+819012345678';
const CHALLENGE = 'sms-authentication-challenge';

async function bound(details: JsonObject = {}, settings: object = {}): Promise<{ engine: TestEngine; login: Login }> {
  const engine = await TestEngine.create({ settings });
  await engine.configure(internalSms({ details }));
  await engine.configure(internalEmail());
  await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
  const login = await engine.start();
  await login.password(NAME);
  return { engine, login };
}

const server = (status: number, error_description: string): object => ({
  status,
  body: { error: 'server_error', error_description },
});
const CONNECT = 'Failed to connect to external authentication service';
const TOKEN = 'Failed to authenticate with the external authentication service';
const NOT_SENT = 'Failed to send the verification code';

describe('a challenge of internal mode', () => {
  it('sends a code that nothing but the message holds', async () => {
    const { engine, login } = await bound({ code_length: 10 });
    const answer = await login.challenge();
    const { code } = engine;
    expect(code).toMatch(/^\d{10}$/);
    expect(engine.sms.messages[0]?.body).toBe(`Your sign-in code: ${code} (valid 300 seconds)`);
    const challenge = (await login.snapshot()).challenges.sms;
    expect(answer).toEqual({
      status: 200,
      body: {
        transaction_id: challenge?.id,
        expires_in: 300,
        resend_available_in: 0,
        destination: '+81********78',
      },
    });
    await login.verify(engine.wrongCode);
    const traces = JSON.stringify([answer, await login.events(), await login.snapshot()]);
    expect(traces).not.toContain(code);
    expect(traces).not.toContain(engine.wrongCode);
    expect(JSON.stringify(await login.events())).not.toContain(OWN);
  });

  it('shows the code with code exposure, and keeps it', async () => {
    const { engine, login } = await bound({ code_length: 10 }, { exposeVerificationCode: true });
    const answer = await login.challenge();
    expect(answer.body['verification_code']).toBe(engine.code);
    expect((await login.snapshot()).challenges.sms?.exposedCode).toBe(engine.code);
    expect(JSON.stringify(await login.events())).not.toContain(engine.code);
  });

  it('says what happened in its event, destination masked', async () => {
    const { login } = await bound();
    await login.challenge({ phone_number: '090-1234-5678', template: 'registration' });
    const [, event] = await login.events();
    expect(event).toMatchObject({
      type: 'sms_verification_challenge_success',
      user: { preferredUsername: 'a***@example.com' },
      detail: { mode: 'internal', template: 'registration', destination: '+81********78' },
    });
    expect(event?.detail.destination_hash).toMatch(/^k1:[0-9a-f]{16}$/);
  });

  it('makes codes of six digits, or of the configured length and life', async () => {
    const usual = await bound();
    await usual.login.challenge();
    expect(usual.engine.code).toMatch(/^\d{6}$/);
    const { engine, login } = await bound({ code_length: 7, expire_seconds: 60 });
    expect((await login.challenge()).body['expires_in']).toBe(60);
    expect(engine.code).toMatch(/^\d{7}$/);
    engine.clock.advanceSeconds(60);
    expect((await login.verify(engine.code)).body['error']).toBe('invalid_grant');
  });

  const templates = {
    authentication: {
      subject: 'S {VERIFICATION_CODE}',
      body: '$& {VERIFICATION_CODE} {EXPIRE_SECONDS} {VERIFICATION_CODE}',
    },
  };

  it('fills every placeholder of a template, and nothing else', async () => {
    const { engine, login } = await bound({ templates });
    await login.challenge();
    expect(engine.sms.messages[0]?.body).toBe(`$& ${engine.code} 300 ${engine.code}`);
    expect(engine.sms.messages[0]).not.toHaveProperty('subject');
  });

  it('refuses a template that is neither configured nor built in', async () => {
    const { engine, login } = await bound({ templates });
    expect(await login.challenge({ template: 'constructor' })).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: "Template 'constructor' is not defined" },
    });
    expect(await login.counts(CHALLENGE)).toEqual([1, 0, 1]);
    expect(engine.sms.messages).toEqual([]);
    expect((await login.challenge({ template: 'registration' })).status).toBe(200);
  });

  it('welcomes a user who was registered in this transaction', async () => {
    const engine = await TestEngine.create();
    await engine.configure(internalSms());
    const login = await engine.start();
    await login.call('initial-registration', { email: NAME, password: 'Test1234!', phone_number: OWN });
    await login.challenge();
    expect(engine.sms.messages[0]?.body).toBe(`Your sign-up code: ${engine.code} (valid 300 seconds)`);
  });

  it('sends e-mail with its subject and sender', async () => {
    const { engine, login } = await bound();
    await login.call('email-authentication-challenge');
    expect(engine.email.messages[0]).toMatchObject({ from: 'no-reply@example.com', subject: 'Sign-in code' });
    expect((await login.call('email-authentication', { verification_code: engine.code })).status).toBe(200);
  });
});

describe('a send that fails', () => {
  it.each([
    ['unreachable', 503, CONNECT],
    ['timeout', 504, CONNECT],
    ['transport', 502, CONNECT],
    ['token_refused', 502, TOKEN],
    ['rejected', 502, NOT_SENT],
  ] as const)('with %s leaves nothing usable', async (kind, status, text) => {
    const { engine, login } = await bound();
    await login.challenge();
    const older = engine.code;
    engine.sms.failure = new SendFailure(kind, 'no', { code: '21211', status: 400 });
    expect(await login.challenge()).toEqual(server(status, text));
    expect(await login.counts(CHALLENGE)).toEqual([2, 1, 0]);
    const event = (await login.events()).at(-1);
    expect(event?.type).toBe('sms_verification_challenge_failure');
    expect(event?.detail).toMatchObject({
      reason: 'send_failed',
      status,
      provider_code: '21211',
      provider_status: 400,
    });
    for (const code of [older, engine.code])
      expect((await login.verify(code)).body['error_description']).toBe('No verification code is pending');
    expect((await login.snapshot()).guessesSpent).toBe(0);
  });

  it('with anything a sender throws is a fault, whose text is told to nobody', async () => {
    const { engine, login } = await bound({ code_length: 10 });
    engine.sms.send = (message) => {
      throw new Error(`no ${message.code}`);
    };
    expect(await login.challenge()).toEqual(server(502, CONNECT));
    expect(JSON.stringify([await login.snapshot(), await login.events()])).not.toContain(engine.code);
    expect((await login.snapshot()).sends.sms?.running).toBeUndefined();
  });

  it('by the time limit is a timeout, whatever the sender does afterwards', async () => {
    const { engine, login } = await bound();
    let deliver = (): void => undefined;
    engine.sms.send = () => new Promise((resolve) => (deliver = resolve));
    const waiting = login.challenge();
    await new Promise((resolve) => setImmediate(resolve));
    engine.timer.expireDeadlines();
    expect(await waiting).toEqual(server(504, CONNECT));
    deliver();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await login.verify(engine.code)).body['error_description']).toBe('No verification code is pending');
  });

  it('does not make a code usable that a newer challenge replaced meanwhile', async () => {
    const { engine, login } = await bound();
    const releases: (() => void)[] = [];
    engine.sms.send = () => new Promise((resolve) => releases.push(resolve));
    const first = login.challenge({ template: 'registration' });
    await new Promise((resolve) => setImmediate(resolve));
    const second = login.challenge({ template: 'authentication' });
    await new Promise((resolve) => setImmediate(resolve));
    expect((await login.verify(engine.code)).body['error_description']).toBe('No verification code is pending');
    releases[1]?.();
    await second;
    releases[0]?.();
    await first;
    const [older = '', newer = ''] = engine.vault.codes;
    if (older !== newer) expect((await login.verify(older)).body['error']).toBe('invalid_grant');
    expect((await login.verify(newer)).status).toBe(200);
    expect((await login.snapshot()).sends.sms?.running).toBeUndefined();
  });
});

describe('the sender http_request', () => {
  const url = 'https://sms.example.com/send';
  const settings = {
    http_request: {
      url,
      body_mapping_rules: [{ from: '$.request_body', to: '*' }],
      response_resolve_configs: [
        { conditions: [{ path: '$.response_body.ok', operation: 'eq', value: false }], mapped_status_code: 400 },
      ],
    },
  };

  it('posts destination and text', async () => {
    const { engine, login } = await bound({ sender_type: 'http_request', settings });
    expect((await login.challenge()).status).toBe(200);
    const body = `Your sign-in code: ${engine.code} (valid 300 seconds)`;
    expect(engine.http.bodies('/send')).toEqual([{ to: OWN, body }]);
    expect((await login.verify(engine.code)).status).toBe(200);
  });

  it.each([
    [answers(500, {}), 502, NOT_SENT],
    [answers(404, {}), 502, NOT_SENT],
    [answers(200, { ok: false }), 502, NOT_SENT],
    [fault('unreachable'), 503, CONNECT],
    [fault('timeout'), 504, CONNECT],
    [fault('transport'), 502, CONNECT],
    [fault('token_refused'), 502, TOKEN],
  ])('fails with %j as %i %s', async (result, status, text) => {
    const { engine, login } = await bound({ sender_type: 'http_request', settings });
    engine.http.respond = () => result;
    expect(await login.challenge()).toEqual(server(status, text));
    expect((await login.trail()).at(-1)).toBe('sms_verification_challenge_failure:send_failed');
  });
});
