import type { JsonObject, OutboundResult, TransactionSnapshot } from '@tessera/core';
import { GUIDE_EXTERNAL } from '../fixtures/authentication-configurations.js';
import { answers, fault } from '../support/documents.js';
import { TestEngine, type EngineOptions } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const SENT = answers(200, { transaction_id: 'provider-1' });
const WRONG = answers(400, { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' });
const RIGHT = answers(200, { status: 'success' });

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
}

async function sent(options: EngineOptions = {}): Promise<Scene> {
  const engine = await TestEngine.create(options);
  await engine.configure(GUIDE_EXTERNAL);
  await engine.user({ preferredUsername: NAME });
  return { engine, login: await challenged(engine) };
}

async function challenged(engine: TestEngine): Promise<Login> {
  const login = await engine.start();
  await login.password(NAME);
  engine.http.respond = () => SENT;
  await login.challenge();
  return login;
}

const asked = ({ engine }: Scene): number => engine.http.bodies('/sms-authentication').length;
const guesses = ({ guessesSpent, challenges }: TransactionSnapshot): readonly [number, number | undefined] => [
  guessesSpent,
  challenges.sms?.attemptsUsed,
];

/** Holds every verification until `release`. */
function hold(engine: TestEngine): (result: OutboundResult) => Promise<void> {
  const waiting: ((result: OutboundResult) => void)[] = [];
  engine.http.respond = ({ url }) =>
    url.endsWith('challenge') ? SENT : new Promise((resolve) => waiting.push(resolve));
  return async (result) => {
    for (const resolve of waiting.splice(0)) resolve(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a guess that an outside service judges', () => {
  it.each<[string, OutboundResult, number]>([
    ['400', WRONG, 400],
    ['401', answers(401, {}), 401],
    ['404', answers(404, {}), 404],
    ['410', answers(410, {}), 400],
  ])('is spent by %s', async (_what, result, status) => {
    const scene = await sent();
    scene.engine.http.respond = () => result;
    const answer = await scene.login.verify('000000');
    expect(answer).toMatchObject({ status, body: { error: 'invalid_grant', attempts_remaining: 4 } });
    expect(guesses(await scene.login.snapshot())).toEqual([1, 1]);
    expect(await scene.login.counts('sms-authentication')).toEqual([1, 0, 1]);
    expect((await scene.login.events()).at(-1)).toMatchObject({
      type: 'sms_verification_failure',
      detail: { reason: 'wrong_code', attempts_remaining: 4, mode: 'external', destination: '+81********78' },
    });
  });

  it.each<[OutboundResult, number, JsonObject, string]>([
    [answers(500, {}), 500, {}, 'provider_unreachable'],
    [answers(429, {}), 429, { attempts_remaining: 5 }, 'provider_unreachable'],
    [fault('unreachable'), 503, {}, 'provider_unreachable'],
    [fault('timeout'), 504, {}, 'provider_unreachable'],
    [fault('transport'), 502, {}, 'provider_unreachable'],
    [fault('token_refused'), 502, {}, 'provider_token_refused'],
  ])('is returned without a verdict: %j', async (result, status, more, reason) => {
    const scene = await sent({ otp: { maxConsecutiveFailuresPerAccount: 1 } });
    scene.engine.http.respond = () => result;
    for (let i = 0; i < 20; i += 1) {
      const answer = await scene.login.verify('000000');
      expect(answer.status).toBe(status);
      expect(answer.body['attempts_remaining']).toBe(more['attempts_remaining']);
    }
    expect(guesses(await scene.login.snapshot())).toEqual([0, 0]);
    expect(await scene.login.counts('sms-authentication')).toEqual([20, 0, 0]);
    expect((await scene.login.trail()).at(-1)).toBe(`sms_verification_failure:${reason}`);
    scene.engine.http.respond = () => RIGHT;
    expect((await scene.login.verify('123456')).status).toBe(200);
  });

  it('is asked for no more often than the budget, however many arrive together', async () => {
    const scene = await sent();
    scene.engine.http.respond = () => WRONG;
    await Promise.all(Array.from({ length: 64 }, () => scene.login.verify('000000')));
    expect(asked(scene)).toBe(5);
    expect(guesses(await scene.login.snapshot())).toEqual([5, 5]);
  });

  it('makes one success of right codes that arrive together, and spends none of them', async () => {
    const scene = await sent();
    scene.engine.http.respond = () => RIGHT;
    const verdicts = await Promise.all(Array.from({ length: 32 }, () => scene.login.verify('123456')));
    expect(verdicts.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await scene.login.snapshot()).guessesSpent).toBe(0);
    expect(await scene.engine.budgets.read(scene.engine.tenant.id, [await accountKey(scene)], 0)).toEqual([0]);
  });

  it('does not count for a challenge that replaced the judged one', async () => {
    const scene = await sent();
    const release = hold(scene.engine);
    const verdict = scene.login.verify('123456');
    await turn();
    await scene.login.challenge();
    await release(RIGHT);
    expect((await verdict).body['error_description']).toBe('No verification code is pending');
    expect((await scene.login.snapshot()).challenges.sms).toMatchObject({ status: 'pending', attemptsUsed: 0 });
    expect(await scene.login.counts('sms-authentication')).toEqual([1, 0, 1]);
  });

  it('returned late does not refill a challenge that replaced the judged one', async () => {
    const scene = await sent();
    scene.engine.http.respond = () => WRONG;
    await scene.login.verify('000000');
    const release = hold(scene.engine);
    const verdict = scene.login.verify('000000');
    await turn();
    await scene.login.challenge();
    await release(answers(503, {}));
    await verdict;
    expect(guesses(await scene.login.snapshot())).toEqual([1, 0]);
  });

  it('does not bind a user when another one was bound meanwhile', async () => {
    const scene = await sent();
    await scene.engine.user({ preferredUsername: 'b@example.com', phoneNumber: '+819087654321' });
    const login = await scene.engine.start();
    scene.engine.http.respond = () => SENT;
    await login.challenge({ phone_number: '+819087654321' });
    const release = hold(scene.engine);
    const verdict = login.verify('123456');
    await turn();
    await login.password(NAME);
    await release(RIGHT);
    expect((await verdict).body['error_description']).toBe('User is not the same as the request');
    const { results, user } = await login.snapshot();
    expect(results['sms-authentication']).toMatchObject({ successCount: 0 });
    expect(user?.pending).toEqual({});
  });

  it('is refused unasked once the account is blocked, and the block is recorded once', async () => {
    const scene = await sent({ otp: { maxConsecutiveFailuresPerAccount: 2 } });
    scene.engine.http.respond = () => WRONG;
    await scene.login.verify('000000');
    await scene.login.verify('000000');
    scene.engine.http.respond = () => RIGHT;
    expect((await scene.login.verify('123456')).body).toMatchObject({ error: 'invalid_grant', attempts_remaining: 0 });
    expect(asked(scene)).toBe(2);
    const trail = await scene.login.trail();
    expect(trail.filter((type) => type === 'one_time_code_account_blocked:exhausted')).toHaveLength(1);
  });

  it('is returned when the caller’s code cannot be sent, counted as a failure', async () => {
    const configuration = structuredClone(GUIDE_EXTERNAL) as {
      interactions: Record<string, { execution: { http_request: JsonObject } }>;
    };
    const verification = configuration.interactions['sms-authentication']?.execution;
    if (verification) {
      verification.http_request = {
        ...verification.http_request,
        header_mapping_rules: [{ from: '$.request_body.verification_code', to: 'X-Code' }],
      };
    }
    const engine = await TestEngine.create();
    await engine.configure(configuration);
    await engine.user({ preferredUsername: NAME });
    const login = await challenged(engine);
    const text = { error: 'invalid_request', error_description: 'Invalid parameter value' };
    expect(await login.verify('1\r\nX-Other: 2')).toEqual({ status: 400, body: text });
    expect((await login.trail()).at(-1)).toBe('sms_verification_failure:schema');
    expect(await login.counts('sms-authentication')).toEqual([1, 0, 1]);
    expect(guesses(await login.snapshot())).toEqual([0, 0]);
  });
});

async function accountKey({ login }: Scene): Promise<string> {
  return `otp:account:${(await login.snapshot()).user?.sub ?? ''}`;
}
