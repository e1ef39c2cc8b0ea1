import { randomBytes } from 'node:crypto';
import type { Answer, JsonObject, SecurityEventQuery, User } from '@tessera/core';
import { aUser, findOrStartRedis } from '@tessera/testkit';
import { openEngineNodes, type EngineNodes } from './support/engine-nodes.js';

const server = await findOrStartRedis();
if (server.kind === 'missing') process.stderr.write(`skipping abuse on Redis: ${server.reason}\n`);
// A fresh machine may have no Redis: said above; the gate, which installs one, fails when a suite was skipped.
const suite = server.kind === 'missing' ? describe.skip : describe;
const url = server.kind === 'missing' ? '' : server.url;

const PASSWORD = 'Test1234!';
const NAME = 'a@example.com';
const WRONG = { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' };
const SMS: JsonObject = {
  type: 'sms',
  interactions: {
    'sms-authentication-challenge': {
      execution: { function: 'sms_authentication_challenge', details: { sender_type: 'recording' } },
    },
    'sms-authentication': { execution: { function: 'sms_authentication' } },
  },
};
const succeeded = (interaction: string): JsonObject => ({
  path: `$.${interaction}.success_count`,
  type: 'integer',
  operation: 'gte',
  value: 1,
});
const POLICY: JsonObject = {
  flow: 'oauth',
  policies: [
    {
      priority: 1,
      conditions: {},
      success_conditions: { any_of: [[succeeded('password-authentication'), succeeded('sms-authentication')]] },
    },
  ],
};

const times = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, async (_, index) => run(index)));

/** One login whose calls go to the nodes in turn. */
class Login {
  readonly id = randomBytes(16).toString('base64url');
  private readonly nodes: EngineNodes;
  private secret = '';
  private calls = 0;

  constructor(nodes: EngineNodes) {
    this.nodes = nodes;
  }

  async start(): Promise<this> {
    const redirectUri = 'https://app.example.com/callback';
    const request = { scopes: ['openid'], acrValues: [], prompt: [], uiLocales: [], redirectUri };
    const { bindingSecret } = await this.node().startAuthentication.execute({
      ...this.transaction,
      clientId: 'web-app',
      request,
      caller: { ipAddress: '203.0.113.7' },
    });
    this.secret = bindingSecret;
    return this;
  }

  async call(interaction: string, body: JsonObject = {}): Promise<Answer> {
    return this.node().performInteraction.execute({ ...this.transaction, caller: this.caller, interaction, body });
  }

  password(password = PASSWORD): Promise<Answer> {
    return this.call('password-authentication', { username: NAME, password });
  }

  /** @param template another one than before is another request, not a repeated one */
  challenge(template = 'authentication'): Promise<Answer> {
    return this.call('sms-authentication-challenge', { template });
  }

  verify(code: string): Promise<Answer> {
    return this.call('sms-authentication', { verification_code: code });
  }

  async finishes(): Promise<boolean> {
    const command = { ...this.transaction, caller: this.caller, deniedScopes: [] };
    const completed = await this.node().completeAuthentication.execute(command);
    if (!('refused' in completed)) await completed.settle();
    return !('refused' in completed);
  }

  private get transaction(): { readonly tenantId: string; readonly transactionId: string } {
    return { tenantId: this.nodes.tenantId, transactionId: this.id };
  }

  private get caller() {
    const binding = { ownCookie: this.secret, isBrowser: true, isForeignOrigin: false };
    return { ipAddress: '203.0.113.7', userAgent: 'test', headers: {}, binding };
  }

  private node(): EngineNodes['engines'][number] {
    const { engines } = this.nodes;
    const engine = engines[this.calls++ % engines.length];
    if (!engine) throw new Error('there is no node');
    return engine;
  }
}

suite.each([1, 2])('on Redis, with %i nodes', (count) => {
  let nodes: EngineNodes;
  let user: User;

  beforeEach(async () => {
    nodes = await openEngineNodes(url, count);
    const call = { tenantId: nodes.tenantId, operator: 'operator', dryRun: false };
    await nodes.engines[0]?.configurations.create(call, SMS);
    await nodes.engines[0]?.policies.create(call, POLICY);
    user = aUser({ tenantId: nodes.tenantId, preferredUsername: NAME, passwordHash: `plain:${PASSWORD}` });
    await nodes.users.insert(user);
  });
  afterEach(() => nodes.scene.dispose());

  /** The code that was sent last. */
  const sentCode = (): string => nodes.sms.messages.at(-1)?.code ?? '';
  const wrongFor = (code: string): string => `${code.startsWith('9') ? '0' : '9'}${code.slice(1)}`;

  /** How many events there are with these properties. */
  const eventCount = async (query: Partial<SecurityEventQuery>): Promise<number> =>
    (await nodes.events.query(nodes.tenantId, { limit: 1, offset: 0, ...query })).totalCount;

  const challenged = async (): Promise<Login> => {
    const login = await new Login(nodes).start();
    await login.password();
    expect((await login.challenge()).status).toBe(200);
    return login;
  };

  it('sixty-four parallel wrong codes on one challenge are compared five times', async () => {
    const login = await challenged();
    const code = sentCode();
    const answers = await times(64, () => login.verify(wrongFor(code)));
    expect(answers.every(({ status, body }) => status === 400 && body['error'] === WRONG.error)).toBe(true);
    expect(await eventCount({ transactionId: login.id, reason: 'wrong_code' })).toBe(5);
    expect(await eventCount({ transactionId: login.id, reason: 'exhausted' })).toBe(59);
    // A node that lost a race decides again; alone, every comparison is a verdict.
    if (count === 1) expect(nodes.vaults[0]?.comparisons).toBe(5);
    expect(await login.verify(code)).toEqual({ status: 400, body: { ...WRONG, attempts_remaining: 0 } });
  });

  it('thirty-two parallel right codes, each with the wish to finish, are one success and one login', async () => {
    const login = await challenged();
    const code = sentCode();
    const outcomes = await times(32, async () => {
      const { status } = await login.verify(code).catch(() => ({ status: 404 }));
      return { status, isFinished: await login.finishes() };
    });
    expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(outcomes.filter(({ isFinished }) => isFinished)).toHaveLength(1);
    expect(await eventCount({ transactionId: login.id, types: ['sms_verification_success'] })).toBe(1);
    expect(await eventCount({ transactionId: login.id, types: ['oauth_authorize'] })).toBe(1);
  });

  it('three hundred guesses at one account, over resends and new logins, are compared a hundred times', async () => {
    const spare = await challenged();
    const spareCode = sentCode();
    // All codes are out before the first guess; resends follow between the guesses.
    const logins: Login[] = [];
    for (let index = 0; index < 20; index += 1) {
      const login = await new Login(nodes).start();
      expect((await login.password('not the password')).status).toBe(400);
      await login.password();
      await login.challenge();
      logins.push(login);
    }
    const guesses = await times(20, async (index) => {
      const answers: Answer[] = [];
      for (const template of ['registration', 'authentication', 'registration']) {
        answers.push(...(await times(5, async () => (logins[index] ?? spare).verify('not a code'))));
        await logins[index]?.challenge(template);
      }
      return answers;
    });
    expect(guesses.flat()).toHaveLength(300);
    expect(guesses.flat().every(({ body }) => body['error'] === WRONG.error)).toBe(true);
    expect(await eventCount({ userId: user.sub, reason: 'wrong_code' })).toBe(100);
    expect(await eventCount({ userId: user.sub, types: ['one_time_code_account_blocked'] })).toBe(1);
    expect(await spare.verify(spareCode)).toEqual({ status: 400, body: { ...WRONG, attempts_remaining: 0 } });
    expect((await (await new Login(nodes).start()).password()).status).toBe(200);
  }, 60_000);

  it('fifty parallel identical challenge requests are one message, one event and one answer', async () => {
    const login = await new Login(nodes).start();
    await login.password();
    const answers = await times(50, () => login.challenge());
    expect(answers[0]?.status).toBe(200);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(nodes.sms.messages).toHaveLength(1);
    expect(await eventCount({ transactionId: login.id, types: ['sms_verification_challenge_success'] })).toBe(1);
    expect((await login.verify(sentCode())).status).toBe(200);
  });
});

afterAll(async () => {
  if (server.kind === 'found') await server.stop();
});
