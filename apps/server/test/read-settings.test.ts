import { randomBytes } from 'node:crypto';
import { readSettings } from '../src/settings/read-settings.js';
import { SettingsError } from '../src/settings/environment.js';
import { DEVELOPMENT_BOOTSTRAP } from '../src/settings/read-bootstrap.js';
import type { ServerKeys } from '../src/settings/server-settings.js';

const key = { id: 'dev1', secret: new Uint8Array(32) };
const generated = (): ServerKeys => ({ pepper: [key], encryption: [key], hash: [key], index: key, cookie: [key] });
const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;

const PRODUCTION = {
  TESSERA_PUBLIC_URL: 'https://id.example.com/',
  TESSERA_OTP_PEPPER_KEYS: newKey('p1'),
  TESSERA_SECRETS_ENCRYPTION_KEYS: `${newKey('s2')}, ${newKey('s1')}`,
  TESSERA_EVENTS_HASH_KEYS: newKey('h1'),
  TESSERA_COOKIE_KEYS: newKey('c1'),
  TESSERA_INDEX_KEY: newKey('i1'),
  TESSERA_BOOTSTRAP_ORGANIZATION_ID: '72cf4a12-8da3-40fb-8ae4-a77e3cda95e2',
  TESSERA_BOOTSTRAP_ADMIN_TENANT_ID: '952f6906-3e95-4ed3-86b2-981f90f785f9',
  TESSERA_BOOTSTRAP_CLIENT_ID: 'admin',
  TESSERA_BOOTSTRAP_CLIENT_SECRET: 'a-long-enough-client-secret',
  TESSERA_BOOTSTRAP_USERNAME: 'operator@example.com',
  TESSERA_BOOTSTRAP_PASSWORD: 'Correct-Horse-Battery-42',
};

function problems(values: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readSettings(values, generated);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  it('are those of production unless told otherwise', () => {
    const settings = readSettings(PRODUCTION, generated);
    expect(settings).toMatchObject({
      profile: 'production',
      publicUrl: 'https://id.example.com',
      exposeVerificationCode: false,
      sandboxPort: undefined,
      outbound: { allowHttp: false },
      sendLimits: { resendCooldownSeconds: 30, repeatWindowSeconds: 2 },
    });
    expect(settings.keys.encryption.map(({ id }) => id)).toEqual(['s2', 's1']);
  });

  it('need nothing but the profile for development', () => {
    const settings = readSettings({ TESSERA_PROFILE: 'development' }, generated);
    expect(settings).toMatchObject({
      publicUrl: 'http://localhost:8080',
      exposeVerificationCode: true,
      sandboxPort: 4000,
      sendLimits: { resendCooldownSeconds: 0 },
    });
  });

  it('name everything that production lacks at once', () => {
    const found = problems({});
    for (const name of [
      'TESSERA_PUBLIC_URL',
      'TESSERA_OTP_PEPPER_KEYS',
      'TESSERA_SECRETS_ENCRYPTION_KEYS',
      'TESSERA_BOOTSTRAP_ADMIN_TENANT_ID',
    ]) {
      expect(found.some((problem) => problem.startsWith(name))).toBe(true);
    }
  });

  it.each([
    [
      'code exposure in production',
      { ...PRODUCTION, TESSERA_EXPOSE_VERIFICATION_CODE: 'on' },
      'TESSERA_EXPOSE_VERIFICATION_CODE',
    ],
    [
      'the development profile with NODE_ENV=production',
      { TESSERA_PROFILE: 'development', NODE_ENV: 'production' },
      'TESSERA_PROFILE',
    ],
    [
      'a password under 16 characters',
      { ...PRODUCTION, TESSERA_BOOTSTRAP_PASSWORD: 'Short-1' },
      'TESSERA_BOOTSTRAP_PASSWORD',
    ],
    [
      'the published password',
      { ...PRODUCTION, TESSERA_BOOTSTRAP_PASSWORD: DEVELOPMENT_BOOTSTRAP.password },
      'TESSERA_BOOTSTRAP_PASSWORD',
    ],
    ['an unknown profile', { TESSERA_PROFILE: 'staging' }, 'TESSERA_PROFILE'],
    ['a port that is none', { ...PRODUCTION, PORT: '80a' }, 'PORT'],
    [
      'more than 100 failures per account',
      { ...PRODUCTION, TESSERA_OTP_MAX_CONSECUTIVE_FAILURES_PER_ACCOUNT: '101' },
      'TESSERA_OTP_MAX',
    ],
    [
      'a public URL with a query',
      { ...PRODUCTION, TESSERA_PUBLIC_URL: 'https://id.example.com/?a' },
      'TESSERA_PUBLIC_URL',
    ],
  ])('refuse %s', (_what, values, name) => {
    expect(problems(values).some((problem) => problem.includes(name))).toBe(true);
  });

  it('never show a malformed key', () => {
    const secret = 'not-a-key-but-somebodys-secret';
    const found = problems({ ...PRODUCTION, TESSERA_COOKIE_KEYS: secret });
    expect(found).toHaveLength(1);
    expect(found.join()).not.toContain(secret);
  });
});
