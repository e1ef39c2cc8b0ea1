import { SEND_LIMIT_DEFAULTS } from '@tessera/core';
import type { SendLimits } from '@tessera/core';
import { Environment } from './environment.js';
import { readBootstrap } from './read-bootstrap.js';
import { readKeys } from './read-keys.js';
import { readMetrics, readRequestLimits, readTracing } from './read-observability.js';
import type { ServerKeys, ServerSettings } from './server-settings.js';

const COUNT = { min: 0, max: 1_000_000_000 };
const SECONDS = { min: 0, max: 31_536_000 };

/**
 * Reads all settings; a server is a production server unless it is told otherwise.
 * @param generatedKeys makes or reads the keys of a development server; asked only there
 * @throws SettingsError naming every problem
 */
export function readSettings(
  values: Readonly<Record<string, string | undefined>>,
  generatedKeys: (dataDir: string) => ServerKeys,
): ServerSettings {
  const environment = new Environment(values);
  const profile = environment.oneOf('TESSERA_PROFILE', ['development', 'production'] as const, 'production');
  const development = profile === 'development';
  const port = environment.integer('PORT', 8080, { min: 0, max: 65_535 });
  const dataDir = environment.text('TESSERA_DATA_DIR') ?? '.tessera';
  const exposeVerificationCode = environment.flag('TESSERA_EXPOSE_VERIFICATION_CODE', development);
  refuseMixedProfiles(environment, values, { development, exposeVerificationCode });
  const settings: ServerSettings = {
    profile,
    port,
    host: environment.text('HOST') ?? (development ? '127.0.0.1' : undefined),
    publicUrl: readPublicUrl(environment, development ? `http://localhost:${port}` : undefined),
    dataDir,
    logLevel: environment.oneOf(
      'TESSERA_LOG_LEVEL',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const,
      development ? 'warn' : 'info',
    ),
    exposeVerificationCode,
    enforceAvailableMethods: environment.flag('TESSERA_ENFORCE_AVAILABLE_METHODS', true),
    trustedProxies: environment.list('TESSERA_TRUSTED_PROXIES'),
    forwardableHeaders: environment.list('TESSERA_FORWARDABLE_HEADERS').map((name) => name.toLowerCase()),
    outbound: {
      allowHosts: environment.list('TESSERA_OUTBOUND_ALLOW_HOSTS'),
      allowCidrs: environment.list('TESSERA_OUTBOUND_ALLOW_CIDRS'),
      allowHttp: environment.flag('TESSERA_OUTBOUND_ALLOW_HTTP', development),
    },
    otp: {
      maxAttemptsPerTransaction: environment.integer('TESSERA_OTP_MAX_ATTEMPTS_PER_TRANSACTION', 15, {
        min: 1,
        max: 1000,
      }),
      maxConsecutiveFailuresPerAccount: environment.integer('TESSERA_OTP_MAX_CONSECUTIVE_FAILURES_PER_ACCOUNT', 100, {
        min: 1,
        max: 100,
      }),
      accountBlockSeconds: environment.integer('TESSERA_OTP_ACCOUNT_BLOCK_SECONDS', 86_400, { ...SECONDS, min: 1 }),
    },
    sendLimits: readSendLimits(environment, SEND_LIMIT_DEFAULTS[profile]),
    registrationsPerAddressHour: environment.integer('TESSERA_REGISTRATIONS_PER_ADDRESS_HOUR', 30, COUNT),
    passwordFailuresPerAddress: {
      limit: environment.integer('TESSERA_PASSWORD_FAILURES_PER_ADDRESS', 100, COUNT),
      windowSeconds: environment.integer('TESSERA_PASSWORD_FAILURES_WINDOW_SECONDS', 900, { ...SECONDS, min: 1 }),
    },
    keys: readKeys(environment, development ? generatedKeys(dataDir) : undefined),
    bootstrap: readBootstrap(environment, development),
    databaseUrl: environment.text('TESSERA_DATABASE_URL'),
    redisUrl: environment.text('TESSERA_REDIS_URL'),
    redisKeyPrefix: environment.text('TESSERA_REDIS_KEY_PREFIX'),
    redisSentinelMaster: environment.text('TESSERA_REDIS_SENTINEL_MASTER'),
    plugins: environment.list('TESSERA_PLUGINS'),
    sandboxPort: development ? environment.integer('TESSERA_SANDBOX_PORT', 4000, { min: 0, max: 65_535 }) : undefined,
    shutdownSeconds: environment.integer('TESSERA_SHUTDOWN_SECONDS', 10, { min: 1, max: 600 }),
    hasBundledPage: environment.flag('TESSERA_UI_BUNDLED_PAGE', true),
    metrics: readMetrics(environment, development),
    tracing: readTracing(environment),
    requestLimits: readRequestLimits(environment, development),
    hasApiDocument: environment.flag('TESSERA_API_DOCUMENT', true),
    hasApiPage: environment.flag('TESSERA_API_PAGE', true),
  };
  environment.check();
  return settings;
}

interface ProfileFacts {
  readonly development: boolean;
  readonly exposeVerificationCode: boolean;
}

/** Codes in answers, and conveniences of development, must never reach production by accident (specification 1.1, 5.9). */
function refuseMixedProfiles(
  environment: Environment,
  values: Readonly<Record<string, string | undefined>>,
  { development, exposeVerificationCode }: ProfileFacts,
): void {
  const isNodeProduction = values['NODE_ENV'] === 'production';
  if (development && isNodeProduction)
    environment.problem('TESSERA_PROFILE=development and NODE_ENV=production exclude each other; unset one');
  if (exposeVerificationCode && (isNodeProduction || !development)) {
    environment.problem(
      'TESSERA_EXPOSE_VERIFICATION_CODE is on: codes would appear in answers; only the development profile may do that',
    );
  }
}

function readPublicUrl(environment: Environment, fallback: string | undefined): string {
  const text =
    environment.text('TESSERA_PUBLIC_URL') ??
    fallback ??
    environment.required('TESSERA_PUBLIC_URL', 'where browsers reach the server, e.g. https://id.example.com');
  const url = text === '' || !URL.canParse(text) ? undefined : new URL(text);
  if (text !== '' && (!url || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')) {
    environment.problem('TESSERA_PUBLIC_URL must be an http or https URL without query and fragment');
  }
  return text.replace(/\/+$/, '');
}

function readSendLimits(environment: Environment, defaults: SendLimits): SendLimits {
  const count = (name: string, fallback: number): number =>
    environment.integer(`TESSERA_SEND_LIMITS_${name}`, fallback, COUNT);
  return {
    resendCooldownSeconds: count('RESEND_COOLDOWN_SECONDS', defaults.resendCooldownSeconds),
    repeatWindowSeconds: count('REPEAT_WINDOW_SECONDS', defaults.repeatWindowSeconds),
    perTransaction: count('PER_TRANSACTION', defaults.perTransaction),
    perDestinationHour: count('PER_DESTINATION_HOUR', defaults.perDestinationHour),
    perDestinationDay: count('PER_DESTINATION_DAY', defaults.perDestinationDay),
    perIpHour: count('PER_IP_HOUR', defaults.perIpHour),
    perTenantDay: count('PER_TENANT_DAY', defaults.perTenantDay),
    perCallingCodeHour: count('PER_CALLING_CODE_HOUR', defaults.perCallingCodeHour),
    conversionAction: environment.oneOf(
      'TESSERA_SEND_LIMITS_CONVERSION_ACTION',
      ['off', 'record', 'block'] as const,
      defaults.conversionAction,
    ),
    conversionMinimumSent: count('CONVERSION_MINIMUM_SENT', defaults.conversionMinimumSent),
    conversionMinimumPercent: count('CONVERSION_MINIMUM_PERCENT', defaults.conversionMinimumPercent),
    allowedCountries: environment.list('TESSERA_SEND_LIMITS_ALLOWED_COUNTRIES', defaults.allowedCountries),
    deniedCountries: environment.list('TESSERA_SEND_LIMITS_DENIED_COUNTRIES', defaults.deniedCountries),
    deniedNumberTypes: environment.list('TESSERA_SEND_LIMITS_DENIED_NUMBER_TYPES', defaults.deniedNumberTypes),
  };
}
