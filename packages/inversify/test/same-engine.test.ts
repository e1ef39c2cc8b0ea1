import { ENGINE_DEFAULTS, SmsSenders, createTessera } from '@tessera/core';
import type {
  Answer,
  Clock,
  JsonObject,
  Randomness,
  SessionStore,
  Tessera,
  TesseraOptions,
  Timer,
} from '@tessera/core';
import { AesGcmSecretBox, HmacCodeVault, NodeDigests, NodeRandomness } from '@tessera/crypto';
import { AjvRequestSchemas } from '@tessera/json-schema';
import { JsonPathLibraryReader } from '@tessera/jsonpath';
import {
  LocalChangeNotices,
  MemoryBudgets,
  MemoryDirectoryStore,
  MemoryDocumentStore,
  MemorySecurityEventStore,
  MemoryTransactionStore,
  MemoryUserStore,
} from '@tessera/memory';
import { LibPhoneNumbers } from '@tessera/phone';
import { Re2Patterns } from '@tessera/regex-re2';
import { RecordingSender, ScriptedHttpClient, aClient, aTenant } from '@tessera/testkit';
import { Container } from 'inversify';
import type { ServiceIdentifier } from 'inversify';
import { SMS_SENDER, TESSERA, TOKENS, tesseraModule } from '../src/index.js';

const NOW = Date.parse('2025-01-19T10:00:00Z');
const clock: Clock = { now: () => NOW };
const timer: Timer = {
  sleep: () => Promise.resolve(),
  deadline: () => ({ signal: new AbortController().signal, cancel: () => undefined }),
};
const keys = [{ id: 'k1', secret: new Uint8Array(32).fill(7) }];
const passwords = {
  hash: (password: string) => Promise.resolve(`hash:${password}`),
  verify: (password: string, hash: string | undefined) => Promise.resolve(hash === `hash:${password}`),
  needsRehash: () => false,
};

/** The same ids and codes in the same order for both engines. */
function countingRandomness(): Randomness {
  let count = 0;
  const next = (): string => String((count += 1)).padStart(12, '0');
  return {
    uuid: () => `00000000-0000-4000-8000-${next()}`,
    timeOrderedUuid: () => `00000000-0000-7000-8000-${next()}`,
    token: () => next(),
    digits: (length) => next().slice(-length),
    integer: (limit) => new NodeRandomness().integer(limit),
  };
}

interface World {
  readonly ports: Omit<TesseraOptions, 'smsSenders' | 'handlers'>;
  readonly sender: RecordingSender;
  readonly events: MemorySecurityEventStore;
}

type PortName = keyof typeof TOKENS;

const identifierOf = (name: PortName): ServiceIdentifier<unknown> => TOKENS[name];
const TENANT = aTenant();
const CLIENT = aClient({ tenantId: TENANT.id });

async function world(): Promise<World> {
  const events = new MemorySecurityEventStore();
  const budgets = new MemoryBudgets();
  const notices = new LocalChangeNotices();
  const directory = new MemoryDirectoryStore();
  await directory.insertTenant(TENANT);
  await directory.insertClient(CLIENT);
  const ports = {
    clock,
    timer,
    randomness: countingRandomness(),
    digests: new NodeDigests(keys),
    secrets: new AesGcmSecretBox(keys),
    codes: new HmacCodeVault(keys),
    passwords,
    patterns: new Re2Patterns(),
    paths: new JsonPathLibraryReader(),
    phoneNumbers: new LibPhoneNumbers(),
    schemas: new AjvRequestSchemas(),
    http: new ScriptedHttpClient({ kind: 'fault', fault: 'unreachable', cause: 'nobody is called here' }),
    budgets,
    transactions: new MemoryTransactionStore({ events, budgets }),
    notices,
    documents: new MemoryDocumentStore(notices),
    users: new MemoryUserStore(),
    directory,
    events,
    settings: ENGINE_DEFAULTS.development,
  };
  return { ports, sender: new RecordingSender(), events };
}

function byHand({ ports, sender }: World): Tessera {
  return createTessera({ ...ports, smsSenders: new SmsSenders([sender]) });
}

function byContainer({ ports, sender }: World): Tessera {
  const container = new Container();
  for (const name of Object.keys(TOKENS) as (keyof typeof TOKENS)[]) {
    container.bind(identifierOf(name)).toConstantValue(ports[name]);
  }
  container.bind(SMS_SENDER).toConstantValue(sender);
  container.load(tesseraModule());
  return container.get(TESSERA);
}

/** Everything an observer sees of a registration with a wrong and a right code, and of its completion. */
async function transcript(build: (world: World) => Tessera): Promise<JsonObject> {
  const made = await world();
  const tessera = build(made);
  const details = { sender_type: made.sender.name };
  const configuration = {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': { execution: { function: 'sms_authentication_challenge', details } },
      'sms-authentication': { execution: { function: 'sms_authentication' } },
    },
  };
  const written = await tessera.configurations.create(
    { tenantId: TENANT.id, operator: 'test', dryRun: false },
    configuration,
  );
  const caller = { ipAddress: '203.0.113.7', headers: {}, binding: { isBrowser: false, isForeignOrigin: false } };
  const [redirectUri = ''] = CLIENT.redirectUris;
  const request = { scopes: ['openid'], acrValues: [], prompt: [], uiLocales: [], redirectUri };
  await tessera.startAuthentication.execute({
    tenantId: TENANT.id,
    clientId: CLIENT.clientId,
    transactionId: 't',
    request,
    caller,
  });
  const call = { tenantId: TENANT.id, transactionId: 't', caller };
  const perform = (interaction: string, body: JsonObject): Promise<Answer> =>
    tessera.performInteraction.execute({ ...call, interaction, body });
  const answers = [
    await perform('initial-registration', {
      email: 'new@example.com',
      password: 'Test1234!',
      phone_number: '+81-90-1234-5678',
    }),
    await perform('sms-authentication-challenge', { template: 'registration' }),
    await perform('sms-authentication', { verification_code: 'wrong' }),
  ];
  answers.push(await perform('sms-authentication', { verification_code: answers[1]?.body['verification_code'] ?? '' }));
  const completed = await tessera.completeAuthentication.execute({ ...call, deniedScopes: [] });
  if ('refused' in completed) throw new Error('the login was not completed');
  await completed.settle();
  const { list } = await made.events.query(TENANT.id, { limit: 100, offset: 0 });
  return JSON.parse(
    JSON.stringify({
      written,
      answers,
      login: completed.login,
      sent: made.sender.messages.map(({ to, body }) => ({ to, body })),
      events: list,
    }),
  ) as JsonObject;
}

describe('the container module', () => {
  it('builds the engine that createTessera builds: the same answers, messages and events', async () => {
    const hand = await transcript(byHand);
    expect(await transcript(byContainer)).toEqual(hand);
    expect(hand['answers']).toMatchObject([{ status: 200 }, { status: 200 }, { status: 400 }, { status: 200 }]);
    expect(hand['sent']).toHaveLength(1);
  });

  it('gives the same engine at every request', async () => {
    const made = await world();
    const container = new Container();
    for (const name of Object.keys(TOKENS) as (keyof typeof TOKENS)[]) {
      container.bind(identifierOf(name)).toConstantValue(made.ports[name]);
    }
    container.load(tesseraModule());
    expect(container.get(TESSERA)).toBe(container.get(TESSERA));
  });

  it('does without the sessions of a host that has none, and takes those of one that has', async () => {
    const { ports } = await world();
    const sessions: SessionStore = {
      find: () => Promise.resolve(undefined),
      listByUser: () => Promise.resolve([]),
      end: () => Promise.resolve(false),
      endAll: () => Promise.resolve(0),
      endOthers: () => Promise.resolve(0),
    };
    const engine = (bound?: SessionStore): Tessera => {
      const container = new Container();
      const { sessions: _optional, ...required } = TOKENS;
      for (const name of Object.keys(required) as (keyof typeof required)[])
        container.bind(identifierOf(name)).toConstantValue(ports[name]);
      if (bound) container.bind(TOKENS.sessions).toConstantValue(bound);
      container.load(tesseraModule());
      return container.get(TESSERA);
    };
    expect(engine().dependencies.sessions).toBeUndefined();
    expect(engine(sessions).dependencies.sessions).toBe(sessions);
  });
});
