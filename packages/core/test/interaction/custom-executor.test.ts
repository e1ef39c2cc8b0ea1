import type { AuthenticationExecutor, ExecutorInput, ExecutorResult, JsonObject } from '@tessera/core';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';
const OWN = '+819012345678';

/** An executor that answers as the test says. */
class ScriptedExecutor implements AuthenticationExecutor {
  readonly name = 'my_service';
  readonly interactions = ['sms-authentication-challenge', 'sms-authentication'];
  readonly secretPaths = ['api_token'];
  readonly inputs: ExecutorInput[] = [];
  answer: (input: ExecutorInput) => ExecutorResult | Promise<ExecutorResult> = () => ({
    outcome: 'success',
    status: 200,
    body: { sent: true, verification_code: '804213' },
    store: { ticket: 't-1', verification_code: '804213' },
  });

  validateDetails(details: JsonObject): readonly { pointer: string; message: string }[] {
    return typeof details['api_token'] === 'string' ? [] : [{ pointer: '/api_token', message: 'required' }];
  }

  async execute(input: ExecutorInput): Promise<ExecutorResult> {
    this.inputs.push(input);
    return this.answer(input);
  }
}

const CONFIGURATION: JsonObject = {
  type: 'sms',
  interactions: {
    'sms-authentication-challenge': { execution: { function: 'my_service', details: { api_token: 'secret-token' } } },
    'sms-authentication': {
      execution: {
        function: 'my_service',
        details: { api_token: 'secret-token' },
        previous_interaction: { key: 'sms-authentication-challenge' },
      },
    },
  },
};

interface Scene {
  readonly engine: TestEngine;
  readonly login: Login;
  readonly executor: ScriptedExecutor;
}

async function bound(): Promise<Scene> {
  const executor = new ScriptedExecutor();
  const engine = await TestEngine.create({ smsExecutors: [executor] });
  await engine.configure(CONFIGURATION);
  await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
  const login = await engine.start();
  await login.password(NAME);
  return { engine, login, executor };
}

async function sent(): Promise<Scene> {
  const scene = await bound();
  await scene.login.challenge();
  return scene;
}

describe('a function of one’s own', () => {
  it('is given the roots and its details in clear, and what it stored the next time', async () => {
    const { login, executor } = await bound();
    const answer = await login.challenge({ template: 'registration' });
    expect(answer).toEqual({ status: 200, body: { sent: true, expires_in: 300 } });
    expect(executor.inputs[0]).toMatchObject({
      interaction: 'sms-authentication-challenge',
      details: { api_token: 'secret-token' },
      roots: { request_body: { phone_number: OWN, template: 'registration' }, user: { preferred_username: NAME } },
    });
    executor.answer = () => ({ outcome: 'success', status: 200, body: {} });
    expect((await login.verify('804213')).body['status']).toBe('success');
    expect(executor.inputs[1]?.roots).toMatchObject({
      request_body: { verification_code: '804213' },
      interaction: { ticket: 't-1', phone_number: OWN },
    });
  });

  it('leaves no code in answers, rows and events without code exposure', async () => {
    const { login } = await sent();
    expect(JSON.stringify([await login.snapshot(), await login.events()])).not.toContain('804213');
  });

  it.each<[ExecutorResult, number, boolean]>([
    [{ outcome: 'failure', status: 400, body: {} }, 400, true],
    [{ outcome: 'failure', status: 403, body: {} }, 403, true],
    [{ outcome: 'failure', status: 200, body: {} }, 400, true],
    [{ outcome: 'failure', status: 0, body: {} }, 400, true],
    [{ outcome: 'failure', status: 429, body: {} }, 429, false],
    [{ outcome: 'failure', status: 500, body: {} }, 500, false],
    [{ outcome: 'fault', status: 503, body: {} }, 503, false],
    [{ outcome: 'fault', status: 200, body: {} }, 502, false],
  ])('that ends with %j is answered %i, guess spent: %j', async (result, status, isSpent) => {
    const { login, executor } = await sent();
    executor.answer = () => result;
    expect((await login.verify('000000')).status).toBe(status);
    expect((await login.snapshot()).guessesSpent).toBe(isSpent ? 1 : 0);
    expect(await login.counts('sms-authentication')).toEqual([1, 0, isSpent ? 1 : 0]);
  });

  it.each<[string, () => never]>([
    [
      'an error',
      () => {
        throw new Error('no 804213');
      },
    ],
    [
      'anything else',
      () => {
        throw '804213' as unknown as Error;
      },
    ],
  ])('that throws %s is a fault, whose text is told to nobody', async (_what, answer) => {
    const { login, executor } = await sent();
    executor.answer = answer;
    const body = { error: 'server_error', error_description: 'Failed to connect to external authentication service' };
    expect(await login.verify('804213')).toEqual({ status: 502, body });
    expect((await login.snapshot()).guessesSpent).toBe(0);
    expect(await login.challenge()).toEqual({ status: 502, body });
    expect(JSON.stringify(await login.events())).not.toContain('804213');
    expect((await login.snapshot()).challenges).toEqual({});
  });

  it('that takes too long is a timeout', async () => {
    const { engine, login, executor } = await sent();
    executor.answer = () => new Promise<never>(() => undefined);
    const waiting = login.verify('804213');
    await new Promise((resolve) => setImmediate(resolve));
    expect(executor.inputs.at(-1)?.signal.aborted).toBe(false);
    engine.timer.expireDeadlines();
    expect((await waiting).status).toBe(504);
    expect(executor.inputs.at(-1)?.signal.aborted).toBe(true);
  });

  it('cannot keep more than 16 KiB: the challenge fails, counted once, and its message stays paid for', async () => {
    const { engine, login, executor } = await bound();
    executor.answer = () => ({ outcome: 'success', status: 200, body: {}, store: { x: 'x'.repeat(20_000) } });
    await expect(login.challenge()).rejects.toMatchObject({ code: 'ERR_SERVER_CONFIGURATION' });
    expect(await login.counts('sms-authentication-challenge')).toEqual([1, 0, 0]);
    expect((await login.trail()).slice(1)).toEqual(['sms_verification_challenge_failure:configuration_error']);
    const snapshot = await login.snapshot();
    expect(snapshot.challenges).toEqual({});
    expect(snapshot.sends.sms).toMatchObject({ count: 1 });
    expect(snapshot.sends.sms?.running).toBeUndefined();
    expect(engine.sms.messages).toEqual([]);
  });

  it('has its secrets masked and its details checked on write', async () => {
    const { engine } = await bound();
    const { list } = await engine.tessera.configurations.list(engine.tenant.id, { limit: 1, offset: 0 });
    expect(JSON.stringify(list)).not.toContain('secret-token');
    const bad = structuredClone(CONFIGURATION) as { interactions: Record<string, { execution: JsonObject }> };
    const challenge = bad.interactions['sms-authentication-challenge'];
    if (challenge) challenge.execution = { function: 'my_service', details: {} };
    const other = await TestEngine.create({ smsExecutors: [new ScriptedExecutor()] });
    await expect(other.configure(bad as unknown as JsonObject)).rejects.toMatchObject({
      code: 'ERR_INVALID_DOCUMENT',
      violations: [
        { pointer: '/interactions/sms-authentication-challenge/execution/details/api_token', message: 'required' },
      ],
    });
  });
});
