import { randomBytes } from 'node:crypto';
import {
  AuthenticationExecutors,
  createTessera,
  EmailAuthenticationExecutors,
  EmailSenders,
  SEND_LIMIT_DEFAULTS,
  SmsAuthenticationExecutors,
  SmsSenders,
  type AuthenticationExecutor,
  type Client,
  type EmailSender,
  type EngineDependencies,
  type EngineSettings,
  type GrantStore,
  type JsonObject,
  type ManagementCall,
  type SendLimits,
  type SessionStore,
  type Telemetry,
  type Tenant,
  type Tessera,
  type Tracer,
  type User,
} from '@tessera/core';
import { AesGcmSecretBox, HmacCodeVault, NodeDigests, NodeRandomness } from '@tessera/crypto';
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
import { aClient, aTenant, aUser, RecordingSender } from '@tessera/testkit';
import {
  TestBudgets,
  TestClock,
  TestHasher,
  TestHttpClient,
  TestTimer,
  TestTransactionStore,
  WatchedCodeVault,
} from './fakes.js';
import { Login, type StartOptions } from './login.js';

export interface EngineOptions {
  readonly tenant?: Partial<Tenant>;
  readonly client?: Partial<Client>;
  readonly settings?: Partial<EngineSettings>;
  readonly otp?: Partial<EngineSettings['otp']>;
  readonly sendLimits?: Partial<SendLimits>;
  readonly smsExecutors?: readonly AuthenticationExecutor[];
  readonly executors?: readonly AuthenticationExecutor[];
  /** Beside the recording one. */
  readonly emailSenders?: readonly EmailSender[];
  readonly sessions?: SessionStore;
  readonly grants?: GrantStore;
  readonly telemetry?: Telemetry;
  readonly tracer?: Tracer;
}

const key = () => ({ id: 'k1', secret: randomBytes(32) });

/** The engine on the in-memory adapters, with one tenant and one client; time and messages are the test's own. */
export class TestEngine {
  readonly clock = new TestClock();
  readonly timer = new TestTimer(this.clock);
  readonly http = new TestHttpClient();
  readonly sms = new RecordingSender();
  readonly email = new RecordingSender();
  readonly hasher = new TestHasher();
  readonly vault = new WatchedCodeVault(new HmacCodeVault([key()]));
  readonly budgets = new TestBudgets();
  readonly eventStore = new MemorySecurityEventStore();
  readonly users = new MemoryUserStore();
  readonly directory = new MemoryDirectoryStore();
  readonly transactions = new TestTransactionStore({ events: this.eventStore, budgets: this.budgets });
  readonly tenant: Tenant;
  readonly client: Client;
  readonly tessera: Tessera;

  private constructor(options: EngineOptions) {
    this.tenant = aTenant({ defaultPhoneRegion: 'JP', ...options.tenant });
    this.client = aClient({ tenantId: this.tenant.id, ...options.client });
    this.tessera = createTessera(this.dependencies(options));
  }

  static async create(options: EngineOptions = {}): Promise<TestEngine> {
    const engine = new TestEngine(options);
    await engine.directory.insertTenant(engine.tenant);
    await engine.directory.insertClient(engine.client);
    return engine;
  }

  private dependencies(options: EngineOptions): EngineDependencies {
    const notices = new LocalChangeNotices();
    return {
      paths: new JsonPathLibraryReader(),
      patterns: new Re2Patterns(),
      randomness: new NodeRandomness(),
      digests: new NodeDigests([key()]),
      clock: this.clock,
      phoneNumbers: new LibPhoneNumbers(),
      transactions: this.transactions,
      budgets: this.budgets,
      documents: new MemoryDocumentStore(notices),
      notices,
      users: this.users,
      directory: this.directory,
      events: this.eventStore,
      http: this.http,
      passwords: this.hasher,
      codes: this.vault,
      secrets: new AesGcmSecretBox([key()]),
      schemas: new AjvRequestSchemas(),
      timer: this.timer,
      smsSenders: new SmsSenders([this.sms]),
      emailSenders: new EmailSenders([this.email, ...(options.emailSenders ?? [])]),
      executors: new AuthenticationExecutors(options.executors),
      smsExecutors: new SmsAuthenticationExecutors(options.smsExecutors),
      emailExecutors: new EmailAuthenticationExecutors(),
      settings: settingsOf(options),
      ...(options.sessions ? { sessions: options.sessions } : {}),
      ...(options.grants ? { grants: options.grants } : {}),
      telemetry: options.telemetry,
      tracer: options.tracer,
    };
  }

  get call(): ManagementCall {
    return { tenantId: this.tenant.id, operator: 'operator', dryRun: false };
  }

  async configure(document: JsonObject): Promise<string> {
    return (await this.tessera.configurations.create(this.call, document)).id;
  }

  /** A policy configuration with this one policy. */
  async policy(policy: JsonObject): Promise<string> {
    return (await this.tessera.policies.create(this.call, { flow: 'oauth', policies: [policy] })).id;
  }

  /** A stored user; the password is `Test1234!` unless `passwordHash` says otherwise. */
  async user(overrides: Partial<User> = {}): Promise<User> {
    const passwordHash = await this.hasher.hash('Test1234!');
    const user = aUser({ tenantId: this.tenant.id, passwordHash, ...overrides });
    if (!(await this.users.insert(user))) throw new Error('there is such a user already');
    return user;
  }

  /** The stored user as it is now. */
  async stored(sub: string): Promise<User | undefined> {
    return this.users.findById(this.tenant.id, sub);
  }

  async start(options: StartOptions = {}): Promise<Login> {
    return Login.start(this, options);
  }

  /** The code of the latest challenge. */
  get code(): string {
    return this.vault.codes.at(-1) ?? '';
  }

  /** A code of the same length that is not the latest one. */
  get wrongCode(): string {
    const { code } = this;
    return `${code[0] === '9' ? '0' : '9'}${code.slice(1)}`;
  }
}

function settingsOf({ settings, otp, sendLimits }: EngineOptions): EngineSettings {
  return {
    profile: 'production',
    exposeVerificationCode: false,
    enforceAvailableMethods: true,
    allowHttp: true,
    registrationsPerAddressHour: 30,
    passwordFailuresPerAddress: { limit: 100, windowSeconds: 900 },
    ...settings,
    otp: {
      maxAttemptsPerTransaction: 15,
      maxConsecutiveFailuresPerAccount: 100,
      accountBlockSeconds: 86_400,
      ...otp,
    },
    // Without cooldown, so that a test says so when it is about it.
    sendLimits: {
      ...SEND_LIMIT_DEFAULTS.production,
      resendCooldownSeconds: 0,
      repeatWindowSeconds: 0,
      ...sendLimits,
    },
  };
}
