import type {
  AuthenticationConfiguration,
  InteractionDefinition,
} from '../configuration/authentication-configuration.js';
import type { EngineDependencies } from '../engine/dependencies.js';
import type { EventContext } from '../event/event-factory.js';
import type { JsonObject } from '../json/json.js';
import type { AuthenticationMethod, AuthenticationPolicy, StepDefinition } from '../policy/authentication-policy.js';
import type { Instant } from '../ports/clock.js';
import type { Tenant } from '../tenant/tenant.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { User } from '../user/user.js';
import type { Caller } from './caller.js';

/** What is told to telemetry about a step once it has ended; the commit that counts a call writes it. */
export interface StepNote {
  /** `detail.reason` of the step's event; empty when the call was granted. */
  reason: string;
  mode: 'internal' | 'external' | undefined;
}

/** One call of one interaction, past the checks that all interactions share. */
export interface Step {
  readonly dependencies: EngineDependencies;
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly eventContext: EventContext;
  readonly interaction: string;
  readonly method: AuthenticationMethod | 'cancel';
  /** As found when the call came in; the commit decides over the current one. */
  readonly snapshot: TransactionSnapshot;
  /** {@link snapshot} may be out of date; the first commit begins the step again when it is. */
  readonly isPeeked: boolean;
  /** The session that this login began with is over: `snapshot` is without its factors, and so must every later state be. */
  readonly sessionEnded: boolean;
  readonly policy: AuthenticationPolicy;
  readonly stepDefinition: StepDefinition | undefined;
  /** The bound user as it will be once the login completes. */
  readonly user: User | undefined;
  /** When the call came in. */
  readonly now: Instant;
  /** Absent when nobody counts. */
  readonly note?: StepNote | undefined;
}

/** A step of an interaction that has a configuration, its body checked against the schema. */
export interface ConfiguredStep extends Step {
  readonly configuration: AuthenticationConfiguration;
  readonly definition: InteractionDefinition;
  /** The whole request body, for the fields the server itself reads. */
  readonly body: JsonObject;
  /** What the mapping may see: declared keys only, where the schema declares any. */
  readonly mappedBody: JsonObject;
}
