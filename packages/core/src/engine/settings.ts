import type { SendLimits } from '../configuration/authentication-configuration.js';
import { SEND_LIMIT_DEFAULTS } from '../configuration/send-limits.js';

/** Settings of the engine; the same for all tenants. Defaults are those of specification 5.9. */
export interface EngineSettings {
  readonly profile: 'development' | 'production';
  /** Codes appear in answers. Never on outside development. */
  readonly exposeVerificationCode: boolean;
  /** Whether `available_methods` of a policy is enforced. */
  readonly enforceAvailableMethods: boolean;
  /** Whether configurations may name `http://` services outside development. */
  readonly allowHttp: boolean;
  readonly otp: {
    readonly maxAttemptsPerTransaction: number;
    /** NIST SP 800-63B §5.2.2. */
    readonly maxConsecutiveFailuresPerAccount: number;
    readonly accountBlockSeconds: number;
  };
  readonly sendLimits: SendLimits;
  readonly registrationsPerAddressHour: number;
  readonly passwordFailuresPerAddress: { readonly limit: number; readonly windowSeconds: number };
}

/** All that goes out of one interaction together may take this long (specification 1.7). */
export const OUTBOUND_BUDGET_MILLISECONDS = 60_000;

/** The settings of a host that sets none, by profile (specification 5.9). */
export const ENGINE_DEFAULTS: Readonly<Record<EngineSettings['profile'], EngineSettings>> = {
  production: defaults('production'),
  development: defaults('development'),
};

function defaults(profile: EngineSettings['profile']): EngineSettings {
  const development = profile === 'development';
  return {
    profile,
    exposeVerificationCode: development,
    enforceAvailableMethods: true,
    allowHttp: development,
    otp: { maxAttemptsPerTransaction: 15, maxConsecutiveFailuresPerAccount: 100, accountBlockSeconds: 86_400 },
    sendLimits: SEND_LIMIT_DEFAULTS[profile],
    registrationsPerAddressHour: 30,
    passwordFailuresPerAddress: { limit: 100, windowSeconds: 900 },
  };
}
