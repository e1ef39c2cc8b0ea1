import type { SecretKey } from '@tessera/crypto';
import type { SendLimits } from '@tessera/core';

/** Everything an operator can set; `docs/reference/settings.md` lists the names. */
export interface ServerSettings {
  readonly profile: 'development' | 'production';
  readonly port: number;
  /** Address to listen on; all interfaces when absent. */
  readonly host: string | undefined;
  /** Where browsers reach the server, without a slash at the end. */
  readonly publicUrl: string;
  /** Where the embedded database and, in development, generated keys live. */
  readonly dataDir: string;
  readonly logLevel: string;
  readonly exposeVerificationCode: boolean;
  readonly enforceAvailableMethods: boolean;
  readonly trustedProxies: readonly string[];
  readonly forwardableHeaders: readonly string[];
  readonly outbound: {
    readonly allowHosts: readonly string[];
    readonly allowCidrs: readonly string[];
    readonly allowHttp: boolean;
  };
  readonly otp: {
    readonly maxAttemptsPerTransaction: number;
    readonly maxConsecutiveFailuresPerAccount: number;
    readonly accountBlockSeconds: number;
  };
  readonly sendLimits: SendLimits;
  readonly registrationsPerAddressHour: number;
  readonly passwordFailuresPerAddress: { readonly limit: number; readonly windowSeconds: number };
  readonly keys: ServerKeys;
  readonly bootstrap: BootstrapSettings | undefined;
  /** `postgres://…`; the embedded SQLite when absent. */
  readonly databaseUrl: string | undefined;
  /** `redis://…`; the memory of this one process when absent. */
  readonly redisUrl: string | undefined;
  /** Separates installations that share a Redis; `tessera` when absent. */
  readonly redisKeyPrefix: string | undefined;
  /** The URLs are sentinels, and this is the master they watch. */
  readonly redisSentinelMaster: string | undefined;
  /** Modules that register executors and senders of one's own at start. */
  readonly plugins: readonly string[];
  /** Development only: the port of the SMS sandbox; undefined when it does not run. */
  readonly sandboxPort: number | undefined;
  readonly shutdownSeconds: number;
  /** Whether `/authorize` shows the bundled sign-in page; off where tenants bring pages of their own. */
  readonly hasBundledPage: boolean;
  readonly metrics: MetricsSettings;
  /** Undefined: nothing is traced. */
  readonly tracing: TracingSettings | undefined;
  readonly requestLimits: RequestLimitSettings;
  /** Whether `/openapi.json` is served. */
  readonly hasApiDocument: boolean;
  /** Whether `/docs` shows that document; without it there is no page. */
  readonly hasApiPage: boolean;
}

/** Where `GET /metrics` is served; nothing is counted when nowhere. */
export interface MetricsSettings {
  /** Of a listener of its own. */
  readonly port: number | undefined;
  readonly host: string;
  readonly isOnMainPort: boolean;
}

export interface TracingSettings {
  readonly serviceName: string;
}

/** How many requests a caller may make in a minute; 0 switches a limit off. */
export interface RequestLimitSettings {
  readonly managementPerOperatorMinute: number;
  readonly tokensPerAddressMinute: number;
  readonly refusedPerAddressMinute: number;
}

/** Secret keys; the first of a list is the current one, the others still open what they sealed. */
export interface ServerKeys {
  /** Pepper of one-time codes. */
  readonly pepper: readonly SecretKey[];
  /** Encryption of secrets and personal data at rest. */
  readonly encryption: readonly SecretKey[];
  /** Hashes of names, numbers and addresses in events and budgets. */
  readonly hash: readonly SecretKey[];
  /** By which users are found. Does not rotate: under another key no user is found. */
  readonly index: SecretKey;
  /** Signature of cookies. */
  readonly cookie: readonly SecretKey[];
}

/** The first administrator, made when the store is empty. */
export interface BootstrapSettings {
  readonly organizationId: string;
  readonly adminTenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly username: string;
  readonly password: string;
}
