import { randomBytes } from 'node:crypto';

const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

/** The variables without which a production server does not start. */
export type ProductionSettings = Readonly<Record<(typeof REQUIRED_SETTINGS)[number], string>>;

export const REQUIRED_SETTINGS = [
  'TESSERA_PUBLIC_URL',
  'TESSERA_OTP_PEPPER_KEYS',
  'TESSERA_SECRETS_ENCRYPTION_KEYS',
  'TESSERA_EVENTS_HASH_KEYS',
  'TESSERA_COOKIE_KEYS',
  'TESSERA_INDEX_KEY',
  'TESSERA_BOOTSTRAP_ORGANIZATION_ID',
  'TESSERA_BOOTSTRAP_ADMIN_TENANT_ID',
  'TESSERA_BOOTSTRAP_CLIENT_ID',
  'TESSERA_BOOTSTRAP_CLIENT_SECRET',
  'TESSERA_BOOTSTRAP_USERNAME',
  'TESSERA_BOOTSTRAP_PASSWORD',
] as const;

/** With fresh keys. */
export function productionSettings(publicUrl: string): ProductionSettings {
  return {
    TESSERA_PUBLIC_URL: publicUrl,
    TESSERA_OTP_PEPPER_KEYS: newKey('p1'),
    TESSERA_SECRETS_ENCRYPTION_KEYS: newKey('s1'),
    TESSERA_EVENTS_HASH_KEYS: newKey('h1'),
    TESSERA_COOKIE_KEYS: newKey('c1'),
    TESSERA_INDEX_KEY: newKey('i1'),
    TESSERA_BOOTSTRAP_ORGANIZATION_ID: '72cf4a12-8da3-40fb-8ae4-a77e3cda95e2',
    TESSERA_BOOTSTRAP_ADMIN_TENANT_ID: '952f6906-3e95-4ed3-86b2-981f90f785f9',
    TESSERA_BOOTSTRAP_CLIENT_ID: 'operations',
    TESSERA_BOOTSTRAP_CLIENT_SECRET: 'secret-of-the-operations-client-8d1f',
    TESSERA_BOOTSTRAP_USERNAME: 'operator@example.com',
    TESSERA_BOOTSTRAP_PASSWORD: 'Correct-Horse-Battery-42',
  };
}
