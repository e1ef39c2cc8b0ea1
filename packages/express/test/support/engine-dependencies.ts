import { randomBytes } from 'node:crypto';
import {
  AuthenticationExecutors,
  EmailAuthenticationExecutors,
  EmailSenders,
  SEND_LIMIT_DEFAULTS,
  SmsAuthenticationExecutors,
  SmsSenders,
} from '@tessera/core';
import type { EngineDependencies, EngineSettings, PasswordHasher } from '@tessera/core';
import { AesGcmSecretBox, HmacCodeVault, NodeDigests, NodeRandomness, SystemClock, SystemTimer } from '@tessera/crypto';
import { AjvRequestSchemas } from '@tessera/json-schema';
import { JsonPathLibraryReader } from '@tessera/jsonpath';
import {
  LocalChangeNotices,
  MemoryAuditLog,
  MemoryBudgets,
  MemoryDirectoryStore,
  MemoryDocumentStore,
  MemorySecurityEventStore,
  MemorySigningKeyStore,
  MemoryTransactionStore,
  MemoryUserStore,
} from '@tessera/memory';
import { LibPhoneNumbers } from '@tessera/phone';
import { Re2Patterns } from '@tessera/regex-re2';
import { RecordingSender, ScriptedHttpClient } from '@tessera/testkit';

/** The hash is the password: the real one is slow by design, and what is tested here is HTTP. */
class PlainHasher implements PasswordHasher {
  async hash(password: string): Promise<string> {
    return `plain:${password}`;
  }
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    return hash === `plain:${password}`;
  }
  needsRehash(): boolean {
    return false;
  }
}

const SETTINGS: EngineSettings = {
  profile: 'development',
  exposeVerificationCode: true,
  enforceAvailableMethods: true,
  allowHttp: true,
  otp: { maxAttemptsPerTransaction: 15, maxConsecutiveFailuresPerAccount: 100, accountBlockSeconds: 86_400 },
  sendLimits: SEND_LIMIT_DEFAULTS.development,
  registrationsPerAddressHour: 1000,
  passwordFailuresPerAddress: { limit: 1000, windowSeconds: 900 },
};

/** Every port of the engine on memory and on real libraries. */
export function engineDependencies(): EngineDependencies & {
  readonly directory: MemoryDirectoryStore;
  readonly events: MemorySecurityEventStore;
  readonly auditLog: MemoryAuditLog;
} {
  const key = { id: 'k1', secret: randomBytes(32) };
  const events = new MemorySecurityEventStore();
  const budgets = new MemoryBudgets();
  const notices = new LocalChangeNotices();
  const [users, documents] = [new MemoryUserStore(), new MemoryDocumentStore(notices)];
  return {
    clock: new SystemClock(),
    timer: new SystemTimer(),
    randomness: new NodeRandomness(),
    digests: new NodeDigests([key]),
    patterns: new Re2Patterns(),
    paths: new JsonPathLibraryReader(),
    phoneNumbers: new LibPhoneNumbers(),
    schemas: new AjvRequestSchemas(),
    secrets: new AesGcmSecretBox([key]),
    codes: new HmacCodeVault([key]),
    passwords: new PlainHasher(),
    http: new ScriptedHttpClient({ kind: 'fault', fault: 'unreachable', cause: 'no test calls out' }),
    events,
    auditLog: new MemoryAuditLog(),
    budgets,
    notices,
    transactions: new MemoryTransactionStore({ events, budgets }),
    documents,
    users,
    directory: new MemoryDirectoryStore({ users, others: [documents], signingKeys: new MemorySigningKeyStore() }),
    smsSenders: new SmsSenders([new RecordingSender()]),
    emailSenders: new EmailSenders([new RecordingSender()]),
    executors: new AuthenticationExecutors(),
    smsExecutors: new SmsAuthenticationExecutors(),
    emailExecutors: new EmailAuthenticationExecutors(),
    settings: SETTINGS,
  };
}
