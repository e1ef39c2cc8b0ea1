import { randomBytes } from 'node:crypto';
import type { Answer, Caller, JsonObject } from '@tessera/core';
import { aUser, findOrStartRedis } from '@tessera/testkit';
import { openEngineNodes, type EngineNodes } from './support/engine-nodes.js';
import { commandsDuring } from './support/scene.js';

const server = await findOrStartRedis();
if (server.kind === 'missing') process.stderr.write(`skipping round trips on Redis: ${server.reason}\n`);
// A fresh machine may have no Redis: said above; the gate, which installs one, fails when a suite was skipped.
const suite = server.kind === 'missing' ? describe.skip : describe;
const url = server.kind === 'missing' ? '' : server.url;

const SMS: JsonObject = {
  type: 'sms',
  interactions: {
    'sms-authentication-challenge': {
      execution: { function: 'sms_authentication_challenge', details: { sender_type: 'recording' } },
    },
    'sms-authentication': { execution: { function: 'sms_authentication' } },
  },
};

suite('an internal code on Redis', () => {
  let nodes: EngineNodes;
  let call: (interaction: string, body?: JsonObject) => Promise<Answer>;

  beforeEach(async () => {
    nodes = await openEngineNodes(url, 1);
    const [engine] = nodes.engines;
    if (!engine) throw new Error('no engine was opened');
    await engine.configurations.create({ tenantId: nodes.tenantId, operator: 'operator', dryRun: false }, SMS);
    const passwordHash = 'plain:Test1234!';
    await nodes.users.insert(
      aUser({
        tenantId: nodes.tenantId,
        preferredUsername: 'a@example.com',
        phoneNumber: '+819012345678',
        passwordHash,
      }),
    );
    const transaction = { tenantId: nodes.tenantId, transactionId: randomBytes(16).toString('base64url') };
    const request = {
      scopes: ['openid'],
      acrValues: [],
      prompt: [],
      uiLocales: [],
      redirectUri: 'https://app.example.com/callback',
    };
    const started = await engine.startAuthentication.execute({
      ...transaction,
      clientId: 'web-app',
      request,
      caller: { ipAddress: '203.0.113.7' },
    });
    const caller: Caller = {
      ipAddress: '203.0.113.7',
      headers: {},
      binding: { ownCookie: started.bindingSecret, isBrowser: true, isForeignOrigin: false },
    };
    call = (interaction, body = {}) => engine.performInteraction.execute({ ...transaction, caller, interaction, body });
    await call('password-authentication', { username: 'a@example.com', password: 'Test1234!' });
    await call('sms-authentication-challenge');
  });
  afterEach(() => nodes.scene.dispose());
  afterAll(async () => {
    if (server.kind === 'found') await server.stop();
  });

  it('is sent in two commands: one before the message and one after it', async () => {
    let answer: Answer | undefined;
    const commands = await commandsDuring(nodes.scene.redis, async () => {
      answer = await call('sms-authentication-challenge', { template: 'registration' });
    });
    expect(answer?.status).toBe(200);
    expect(commands).toEqual(['evalsha', 'evalsha']);
  });

  it('is sent in one command where the sender neither waits nor fails', async () => {
    nodes.sms.isImmediate = true;
    let answer: Answer | undefined;
    const commands = await commandsDuring(nodes.scene.redis, async () => {
      answer = await call('sms-authentication-challenge', { template: 'registration' });
    });
    expect(answer?.status).toBe(200);
    expect(commands).toEqual(['evalsha']);
  });

  it('is accepted in one command', async () => {
    let answer: Answer | undefined;
    const commands = await commandsDuring(nodes.scene.redis, async () => {
      answer = await call('sms-authentication', { verification_code: nodes.vaults[0]?.codes.at(-1) ?? '' });
    });
    expect(answer?.status).toBe(200);
    expect(commands).toEqual(['evalsha']);
  });

  it('is refused in one command, and a second looks whether the account is used up now', async () => {
    let answer: Answer | undefined;
    const commands = await commandsDuring(nodes.scene.redis, async () => {
      answer = await call('sms-authentication', { verification_code: 'wrong' });
    });
    expect(answer?.status).toBe(400);
    expect(commands).toEqual(['evalsha', 'mget']);
  });
});
