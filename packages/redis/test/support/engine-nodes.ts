import { randomBytes } from 'node:crypto';
import {
  AuthenticationExecutors,
  createTessera,
  EmailAuthenticationExecutors,
  EmailSenders,
  SEND_LIMIT_DEFAULTS,
  SmsAuthenticationExecutors,
  SmsSenders,
  type CodeVault,
  type EngineSettings,
  type PasswordHasher,
  type Tessera,
} from '@tessera/core';
import { HmacCodeVault, NodeDigests, NodeRandomness, SystemClock, SystemTimer } from '@tessera/crypto';
import { AjvRequestSchemas } from '@tessera/json-schema';
import { JsonPathLibraryReader } from '@tessera/jsonpath';
import {
  LocalChangeNotices,
  MemoryDirectoryStore,
  MemoryDocumentStore,
  MemorySecurityEventStore,
  MemoryUserStore,
} from '@tessera/memory';
import { LibPhoneNumbers } from '@tessera/phone';
import { Re2Patterns } from '@tessera/regex-re2';
import { aClient, aTenant, jsonAnswer, RecordingSender, ScriptedHttpClient } from '@tessera/testkit';
import { openScene, type Scene } from './scene.js';

const key = { id: 'k1', secret: randomBytes(32) };
const SETTINGS: EngineSettings = {
  profile: 'production',
  exposeVerificationCode: false,
  enforceAvailableMethods: true,
  allowHttp: false,
  otp: { maxAttemptsPerTransaction: 15, maxConsecutiveFailuresPerAccount: 100, accountBlockSeconds: 86_400 },
  sendLimits: {
    ...SEND_LIMIT_DEFAULTS.production,
    resendCooldownSeconds: 0,
    perTransaction: 0,
    perDestinationHour: 0,
    perDestinationDay: 0,
    perIpHour: 0,
    // Long, so that a request which arrives late on a busy machine is still a double click.
    repeatWindowSeconds: 60,
  },
  registrationsPerAddressHour: 30,
  passwordFailuresPerAddress: { limit: 1000, windowSeconds: 900 },
};

/** Enough for who may log in; how passwords are hashed is not the point here. */
const PLAIN: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (password, hash) => hash === `plain:${password}`,
  needsRehash: () => false,
};

/** A vault that knows the codes of this node and how often it compared. */
export class CountingVault implements CodeVault {
  readonly codes: string[] = [];
  comparisons = 0;
  private readonly vault = new HmacCodeVault([key]);

  seal(...[scope, code]: Parameters<CodeVault['seal']>): ReturnType<CodeVault['seal']> {
    this.codes.push(code);
    return this.vault.seal(scope, code);
  }

  matches(...call: Parameters<CodeVault['matches']>): boolean {
    this.comparisons += 1;
    return this.vault.matches(...call);
  }
}

/** Engines that share transactions and counters in Redis, and everything durable in memory; as many as nodes. */
export interface EngineNodes {
  readonly tenantId: string;
  readonly engines: readonly Tessera[];
  readonly vaults: readonly CountingVault[];
  /** Of all nodes. */
  readonly sms: RecordingSender;
  readonly users: MemoryUserStore;
  readonly events: MemorySecurityEventStore;
  readonly scene: Scene;
}

/** Opens them; `scene.dispose()` ends them. */
export async function openEngineNodes(url: string, count: number): Promise<EngineNodes> {
  const tenant = aTenant({ defaultPhoneRegion: 'JP' });
  const events = new MemorySecurityEventStore();
  const scene = await openScene({ url, events });
  const scenes = [scene];
  while (scenes.length < count) scenes.push(await scene.another());
  const [directory, users, sms, notices] = [
    new MemoryDirectoryStore(),
    new MemoryUserStore(),
    new RecordingSender(),
    new LocalChangeNotices(),
  ];
  const documents = new MemoryDocumentStore(notices);
  await directory.insertTenant(tenant);
  await directory.insertClient(aClient({ tenantId: tenant.id }));
  const vaults = scenes.map(() => new CountingVault());
  const engines = scenes.map(({ store, budgets, secretBox }, index) =>
    createTessera({
      paths: new JsonPathLibraryReader(),
      patterns: new Re2Patterns(),
      randomness: new NodeRandomness(),
      digests: new NodeDigests([key]),
      clock: new SystemClock(),
      timer: new SystemTimer(),
      phoneNumbers: new LibPhoneNumbers(),
      schemas: new AjvRequestSchemas(),
      http: new ScriptedHttpClient(jsonAnswer(200, {})),
      passwords: PLAIN,
      codes: vaults[index] ?? new CountingVault(),
      secrets: secretBox,
      transactions: store,
      budgets,
      documents,
      notices,
      users,
      directory,
      events,
      smsSenders: new SmsSenders([sms]),
      emailSenders: new EmailSenders([]),
      executors: new AuthenticationExecutors(),
      smsExecutors: new SmsAuthenticationExecutors(),
      emailExecutors: new EmailAuthenticationExecutors(),
      settings: SETTINGS,
    }),
  );
  return { tenantId: tenant.id, engines, vaults, sms, users, events, scene };
}
