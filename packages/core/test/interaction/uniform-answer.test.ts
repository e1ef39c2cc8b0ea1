import { SendFailure, type Answer, type JsonObject } from '@tessera/core';
import { GUIDE_EXTERNAL } from '../fixtures/authentication-configurations.js';
import { answers, fault, internalEmail, internalSms } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const KNOWN = '+819012345678';
const UNKNOWN = '+819087654321';
const CHALLENGE = 'sms-authentication-challenge';

async function create(configuration: JsonObject, options: EngineOptions = {}): Promise<TestEngine> {
  const engine = await TestEngine.create(options);
  await engine.configure(configuration);
  await engine.user({ phoneNumber: KNOWN, email: 'known@example.com' });
  engine.http.respond = ({ url }) =>
    url.endsWith('challenge') ? answers(200, { transaction_id: 'p', secret: 's' }) : answers(400, {});
  return engine;
}

/** An answer without what differs between any two transactions. */
const shape = ({ body, ...answer }: Answer): object => {
  const { transaction_id: id, ...rest } = body;
  return { ...answer, body: { ...rest, ...(typeof id === 'string' ? { transaction_id: id.length } : {}) } };
};

interface Pair {
  readonly engine: TestEngine;
  readonly known: Login;
  readonly unknown: Login;
}

async function pair(configuration: JsonObject, options: EngineOptions = {}): Promise<Pair> {
  const engine = await create(configuration, options);
  return { engine, known: await engine.start(), unknown: await engine.start() };
}

/** Everything a caller can see of a login. */
async function visible({ engine }: Pair, login: Login): Promise<object> {
  const call = { ...login.transaction, caller: login.caller };
  const status = await engine.tessera.readTransaction.authenticationStatus({ ...call, explain: true });
  const view = await engine.tessera.readTransaction.viewData(call);
  const { id: _id, ...data } = view.body;
  const counts = JSON.stringify(status.body).replace(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"<time>"');
  return { counts, data: { ...data, expires_in: 0 } };
}

/** Sends to both and tells both answers, alike but for the masked destination. */
async function both({ known, unknown }: Pair, body: JsonObject = {}): Promise<readonly [object, object]> {
  const first = await known.challenge({ phone_number: KNOWN, ...body });
  const second = await unknown.challenge({ phone_number: UNKNOWN, ...body });
  return [shape(first), shape({ ...second, body: retouched(second.body) })];
}

const retouched = (body: JsonObject): JsonObject =>
  body['destination'] === '+81********21' ? { ...body, destination: '+81********78' } : body;

describe.each([
  ['internal mode', internalSms()],
  ['external mode', GUIDE_EXTERNAL],
])('with nobody bound, in %s', (mode, configuration) => {
  it('a challenge is answered the same for known and unknown numbers, whatever the response rules say', async () => {
    const given = await pair(configuration);
    const [first, second] = await both(given);
    expect(first).toEqual({
      status: 200,
      body: { transaction_id: 22, expires_in: 300, resend_available_in: 0, destination: '+81********78' },
    });
    expect(second).toEqual(first);
    const sent = mode === 'internal mode' ? given.engine.sms.messages : given.engine.http.requests;
    expect(sent).toHaveLength(1);
    expect(await given.unknown.trail()).toEqual(['sms_verification_challenge_success:unknown_destination']);
  });

  it('codes are answered the same too, however often', async () => {
    const given = await pair(configuration);
    await both(given);
    for (let i = 0; i < 7; i += 1) {
      const first = await given.known.verify('no code');
      expect(await given.unknown.verify('no code')).toEqual(first);
      expect(first.body).toMatchObject({ error: 'invalid_grant', attempts_remaining: Math.max(0, 4 - i) });
    }
    expect(await visible(given, given.unknown)).toEqual(await visible(given, given.known));
  });

  it('no code ever works for an unknown number, not even one that was shown', async () => {
    const given = await pair(configuration, { settings: { exposeVerificationCode: true } });
    const answer = await given.unknown.challenge({ phone_number: UNKNOWN });
    const { verification_code: shown } = answer.body;
    expect(shown).toMatch(/^\d{6}$/);
    given.engine.http.respond = () => answers(200, {});
    const verdict = await given.unknown.call('sms-authentication', { verification_code: shown ?? '' });
    expect(verdict.body).toMatchObject({ error: 'invalid_grant', attempts_remaining: 4 });
  });

  it('limits are counted alike', async () => {
    const given = await pair(configuration, {
      sendLimits: { resendCooldownSeconds: 30, perTransaction: 2, perDestinationHour: 3 },
    });
    for (let i = 0; i < 8; i += 1) {
      const [first, second] = await both(given);
      expect(second).toEqual(first);
      given.engine.clock.advanceSeconds(17);
    }
    expect(await visible(given, given.unknown)).toEqual(await visible(given, given.known));
  });

  it('an unknown number is answered as slowly as real sends were', async () => {
    const given = await pair(configuration);
    given.engine.sms.send = async () => given.engine.clock.advance(1234);
    const { respond } = given.engine.http;
    given.engine.http.respond = (request) => {
      given.engine.clock.advance(1234);
      return respond(request);
    };
    await both(given);
    expect(given.engine.timer.slept).toEqual([1234]);
  });
});

describe('with nobody bound, while sends fail', () => {
  const unreachable = (engine: TestEngine): void => {
    engine.http.respond = () => fault('unreachable');
  };

  it.each<[string, (engine: TestEngine) => void]>([
    ['the service is unreachable', unreachable],
    ['the service times out', (engine) => (engine.http.respond = () => fault('timeout'))],
    ['the service refuses', (engine) => (engine.http.respond = () => answers(400, { error: 'busy', why: 'x' }))],
    ['the service is at its limit', (engine) => (engine.http.respond = () => answers(429, {}))],
  ])('unknown numbers are answered alike: %s', async (_what, fail) => {
    const given = await pair(GUIDE_EXTERNAL, { sendLimits: { resendCooldownSeconds: 30, perTransaction: 3 } });
    fail(given.engine);
    for (let i = 0; i < 3; i += 1) {
      const [first, second] = await both(given);
      expect(second).toEqual(first);
    }
    expect(await visible(given, given.unknown)).toEqual(await visible(given, given.known));
    expect(await given.unknown.verify('1')).toEqual(await given.known.verify('1'));
  });

  it('for a minute after the latest real send, or until one succeeds', async () => {
    const { engine, known } = await pair(internalSms());
    const unknown = async (): Promise<number> =>
      (await (await engine.start()).challenge({ phone_number: UNKNOWN })).status;
    engine.sms.failure = new SendFailure('rejected', 'no');
    await known.challenge({ phone_number: KNOWN });
    engine.clock.advance(59_999);
    expect(await unknown()).toBe(502);
    engine.clock.advance(1);
    expect(await unknown()).toBe(200);
    await known.challenge({ phone_number: KNOWN });
    expect(await unknown()).toBe(502);
    engine.sms.failure = undefined;
    await known.challenge({ phone_number: KNOWN });
    expect(await unknown()).toBe(200);
  });

  it('a service that repeats the number does not tell it to the next caller', async () => {
    const given = await pair(GUIDE_EXTERNAL);
    given.engine.http.respond = ({ body = '' }) => {
      const { phone_number: to } = JSON.parse(body) as { phone_number: string };
      return answers(400, { error: 'refused', error_description: `cannot send to ${to}`, to: [to, to.slice(1)] });
    };
    await given.known.challenge({ phone_number: KNOWN });
    const answer = await given.unknown.challenge({ phone_number: UNKNOWN });
    const shown = `+81********${UNKNOWN.slice(-2)}`;
    const to = [shown, shown.slice(1)];
    expect(answer.body).toEqual({ error: 'refused', error_description: `cannot send to ${shown}`, to });
  });

  it('a value that cannot be sent is refused for every number', async () => {
    const configuration = structuredClone(GUIDE_EXTERNAL) as {
      interactions: Record<string, { execution: { http_request: JsonObject } }>;
    };
    const challenge = configuration.interactions[CHALLENGE]?.execution;
    if (challenge) {
      const header_mapping_rules = [{ from: '$.request_body.template', to: 'X-Template' }];
      challenge.http_request = { ...challenge.http_request, header_mapping_rules };
    }
    const given = await pair(configuration);
    const [first, second] = await both(given, { template: 'a\r\nX: b' });
    expect(first).toMatchObject({ status: 400, body: { error_description: 'Invalid parameter value' } });
    expect(second).toEqual(first);
    expect(await visible(given, given.unknown)).toEqual(await visible(given, given.known));
    // Nothing was sent, so that is no failure for the next number to share.
    expect((await (await given.engine.start()).challenge({ phone_number: UNKNOWN })).status).toBe(200);
  });
});

it('an unknown mailbox is answered like a known one', async () => {
  const engine = await create(internalEmail());
  const send = async (email: string): Promise<Answer> =>
    (await engine.start()).call('email-authentication-challenge', { email });
  const known = await send('known@example.com');
  const unknown = await send('keen@example.com');
  expect(shape(unknown)).toEqual(shape(known));
  expect(known.body['destination']).toBe('k***@example.com');
  expect(engine.email.messages).toHaveLength(1);
});
