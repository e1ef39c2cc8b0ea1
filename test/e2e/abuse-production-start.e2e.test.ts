import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNode } from '../support/child.js';
import type { Environment } from '../support/child.js';
import { productionSettings, REQUIRED_SETTINGS } from '../support/production-settings.js';
import { ensureBuilt, SERVER_TIMEOUT } from '../support/start-server.js';

const SECRETS = REQUIRED_SETTINGS.filter((name) => /KEYS?$|SECRET$|PASSWORD$/.test(name));

/** How a server ends that is started so. */
async function start(env: Environment): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = startNode([ensureBuilt()], env);
  const { code } = await child.exited;
  return { code, output: child.output() };
}

describe('a server', () => {
  let dataDir: string;
  let production: Environment;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tessera-start-'));
    production = { ...productionSettings('https://id.example.com'), TESSERA_DATA_DIR: dataDir, PORT: '0' };
  });

  afterEach(() => {
    expect(readdirSync(dataDir)).not.toContain('tessera.sqlite');
    rmSync(dataDir, { recursive: true });
  });

  it.each([
    ['in production', {}],
    ['in production, said explicitly', { TESSERA_PROFILE: 'production' }],
    ['in development with NODE_ENV=production', { TESSERA_PROFILE: 'development', NODE_ENV: 'production' }],
  ])(
    'that would show codes does not start %s',
    async (_what, env) => {
      const { code, output } = await start({ ...production, ...env, TESSERA_EXPOSE_VERIFICATION_CODE: 'on' });
      expect(code).toBe(1);
      expect(output).toContain('TESSERA_EXPOSE_VERIFICATION_CODE is on');
    },
    SERVER_TIMEOUT,
  );

  it.each(['TESSERA_OTP_PEPPER_KEYS', 'TESSERA_SECRETS_ENCRYPTION_KEYS', 'TESSERA_EVENTS_HASH_KEYS'] as const)(
    'does not start in production without %s, and shows no other setting',
    async (name) => {
      const { code, output } = await start({ ...production, [name]: undefined });
      expect(code).toBe(1);
      expect(output).toContain(`${name} is required`);
      for (const other of SECRETS) if (other !== name) expect(output).not.toContain(production[other]);
    },
    SERVER_TIMEOUT,
  );

  it(
    'does not start in production without any setting, and names all that it needs',
    async () => {
      const { code, output } = await start({ TESSERA_DATA_DIR: dataDir });
      expect(code).toBe(1);
      const needed = REQUIRED_SETTINGS.filter((name) => !name.startsWith('TESSERA_BOOTSTRAP_'));
      for (const name of [...needed, 'TESSERA_BOOTSTRAP_ADMIN_TENANT_ID']) expect(output).toContain(name);
    },
    SERVER_TIMEOUT,
  );

  it(
    'does not start in production with a key of the wrong length, and does not show it',
    async () => {
      const key = `p1:${Buffer.alloc(31, 'x').toString('base64')}`;
      const { code, output } = await start({ ...production, TESSERA_OTP_PEPPER_KEYS: key });
      expect(code).toBe(1);
      expect(output).toContain('TESSERA_OTP_PEPPER_KEYS');
      expect(output).not.toContain(key.slice(3));
    },
    SERVER_TIMEOUT,
  );
});
