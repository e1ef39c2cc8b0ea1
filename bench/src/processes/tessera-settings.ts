import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

/** The administrator of a measured server. */
export const ADMIN = {
  organizationId: '72cf4a12-8da3-40fb-8ae4-a77e3cda95e2',
  tenantId: '952f6906-3e95-4ed3-86b2-981f90f785f9',
  clientId: 'operations',
  clientSecret: 'secret-of-the-operations-client-8d1f',
  username: 'operator@example.com',
  password: 'Correct-Horse-Battery-42',
} as const;

/** A limit that is counted and never reached. */
const COUNTED = '1000000000';

const BUDGETS = [
  'PER_DESTINATION_HOUR',
  'PER_DESTINATION_DAY',
  'PER_IP_HOUR',
  'PER_TENANT_DAY',
  'PER_CALLING_CODE_HOUR',
];

export interface TesseraVariant {
  readonly redisUrl?: string;
  /** Whether events, budgets and logs are on, as they are by default. */
  readonly extras: boolean;
}

/** The production profile. Limits are counted but high: the load comes from one address, and a person would not ask for a thousand codes. */
export function tesseraSettings(
  { redisUrl, extras }: TesseraVariant,
  { port, dataDir, outbox }: { readonly port: number; readonly dataDir: string; readonly outbox: string },
): Record<string, string> {
  const limit = extras ? COUNTED : '0';
  return {
    NODE_ENV: 'production',
    TESSERA_PUBLIC_URL: `http://127.0.0.1:${port}`,
    TESSERA_OTP_PEPPER_KEYS: newKey('p1'),
    TESSERA_SECRETS_ENCRYPTION_KEYS: newKey('s1'),
    TESSERA_EVENTS_HASH_KEYS: newKey('h1'),
    TESSERA_COOKIE_KEYS: newKey('c1'),
    TESSERA_INDEX_KEY: newKey('i1'),
    TESSERA_BOOTSTRAP_ORGANIZATION_ID: ADMIN.organizationId,
    TESSERA_BOOTSTRAP_ADMIN_TENANT_ID: ADMIN.tenantId,
    TESSERA_BOOTSTRAP_CLIENT_ID: ADMIN.clientId,
    TESSERA_BOOTSTRAP_CLIENT_SECRET: ADMIN.clientSecret,
    TESSERA_BOOTSTRAP_USERNAME: ADMIN.username,
    TESSERA_BOOTSTRAP_PASSWORD: ADMIN.password,
    TESSERA_DATA_DIR: dataDir,
    TESSERA_LOG_LEVEL: extras ? 'info' : 'silent',
    TESSERA_OUTBOUND_ALLOW_HTTP: 'on',
    TESSERA_OUTBOUND_ALLOW_CIDRS: '127.0.0.0/8',
    TESSERA_SEND_LIMITS_RESEND_COOLDOWN_SECONDS: '0',
    TESSERA_SEND_LIMITS_REPEAT_WINDOW_SECONDS: '0',
    TESSERA_SEND_LIMITS_PER_TRANSACTION: '0',
    ...Object.fromEntries(BUDGETS.map((name) => [`TESSERA_SEND_LIMITS_${name}`, limit])),
    TESSERA_SEND_LIMITS_CONVERSION_ACTION: extras ? 'record' : 'off',
    TESSERA_PLUGINS: fileURLToPath(new URL('../servers/tessera-plugin.js', import.meta.url)),
    BENCH_OUTBOX: outbox,
    PORT: String(port),
    HOST: '127.0.0.1',
    ...(redisUrl === undefined ? {} : { TESSERA_REDIS_URL: redisUrl }),
  };
}
