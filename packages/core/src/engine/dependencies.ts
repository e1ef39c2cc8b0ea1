import type {
  AuthenticationExecutors,
  EmailAuthenticationExecutors,
  EmailSenders,
  SmsAuthenticationExecutors,
  SmsSenders,
} from '../interaction/registries.js';
import type { MappingDependencies } from '../mapping/mapping-dependencies.js';
import type { Budgets } from '../ports/budgets.js';
import type { ChangeNotices } from '../ports/change-notices.js';
import type { Timer } from '../ports/clock.js';
import type { CodeVault } from '../ports/code-vault.js';
import type { DocumentStore } from '../ports/document-store.js';
import type { GrantStore } from '../ports/grant-store.js';
import type { HttpClient } from '../ports/http-client.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { RequestSchemas } from '../ports/request-schemas.js';
import type { SecretBox } from '../ports/secret-box.js';
import type { SecurityEventStore } from '../ports/security-event-store.js';
import type { SessionStore } from '../ports/session-store.js';
import type { Telemetry } from '../ports/telemetry.js';
import type { TenantStore } from '../ports/tenant-store.js';
import type { Tracer } from '../ports/tracer.js';
import type { TransactionStore } from '../ports/transaction-store.js';
import type { UserStore } from '../ports/user-store.js';
import type { RecentUsers } from './cached-users.js';
import type { EngineSettings } from './settings.js';

/** Every port the engine needs. {@link MappingDependencies} brings clock, randomness, digests, patterns, paths and phone numbers. */
export interface EngineDependencies extends MappingDependencies {
  readonly transactions: TransactionStore;
  readonly budgets: Budgets;
  readonly documents: DocumentStore;
  readonly notices: ChangeNotices;
  readonly users: UserStore;
  /** Who a one-time code is for, as far as nothing is granted by it yet; {@link users} unless given. */
  readonly recentUsers?: RecentUsers | undefined;
  readonly directory: TenantStore;
  readonly events: SecurityEventStore;
  /** Without it a session that a login began with is taken to live on, and there are none to list or end. */
  readonly sessions?: SessionStore;
  /** Without it there are no grants to list or revoke. */
  readonly grants?: GrantStore;
  readonly http: HttpClient;
  readonly passwords: PasswordHasher;
  readonly codes: CodeVault;
  readonly secrets: SecretBox;
  readonly schemas: RequestSchemas;
  readonly timer: Timer;
  readonly smsSenders: SmsSenders;
  readonly emailSenders: EmailSenders;
  readonly executors: AuthenticationExecutors;
  readonly smsExecutors: SmsAuthenticationExecutors;
  readonly emailExecutors: EmailAuthenticationExecutors;
  readonly settings: EngineSettings;
  /** Without it nothing is counted. */
  readonly telemetry?: Telemetry | undefined;
  /** Without it nothing is timed. */
  readonly tracer?: Tracer | undefined;
}
