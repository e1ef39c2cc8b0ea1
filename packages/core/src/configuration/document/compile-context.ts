import type { ViolationList } from '../../errors/violation-list.js';
import type {
  AuthenticationExecutors,
  EmailAuthenticationExecutors,
  EmailSenders,
  SmsAuthenticationExecutors,
  SmsSenders,
} from '../../interaction/registries.js';
import type { MappingDependencies } from '../../mapping/mapping-dependencies.js';
import type { RequestSchemas } from '../../ports/request-schemas.js';
import type { ConfigurationType } from '../authentication-configuration.js';

/** Senders and executors by name: they know which of their settings are secret. */
export interface PlugIns {
  readonly smsSenders: SmsSenders;
  readonly emailSenders: EmailSenders;
  readonly executors: AuthenticationExecutors;
  readonly smsExecutors: SmsAuthenticationExecutors;
  readonly emailExecutors: EmailAuthenticationExecutors;
}

/** What compiling a configuration needs from outside. */
export interface ConfigurationDependencies extends MappingDependencies, PlugIns {
  readonly schemas: RequestSchemas;
}

/** The server settings that decide what a configuration may contain. */
export interface ConfigurationProfile {
  readonly name: 'development' | 'production';
  /** `outbound.allow_http`: plain HTTP is accepted under the production profile too. */
  readonly allowHttp: boolean;
}

/** Passed down through the readers of one document. */
export interface CompileContext {
  readonly dependencies: ConfigurationDependencies;
  readonly profile: ConfigurationProfile;
  readonly violations: ViolationList;
}

/** The same, inside one interaction. */
export interface InteractionContext extends CompileContext {
  readonly type: ConfigurationType;
  /** E.g. `sms-authentication-challenge`. */
  readonly interaction: string;
  /** `metadata.allow_long_expiry`. */
  readonly isLongExpiryAllowed: boolean;
}
