import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import type { Environment } from '../support/child.js';
import { NO_LIMITS, codesWithoutMessages } from '../support/fault-documents.js';
import { Management } from '../support/management.js';
import { somebody } from '../support/people.js';
import { policyOfTheGuide } from '../support/printed-documents.js';
import { registerAsFarAsPossible } from '../support/registrations.js';
import type { Registration } from '../support/registrations.js';
import { runServerCommand } from '../support/run-node.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { findTestDatabases } from '../support/test-databases.js';

const databases = await findTestDatabases();

/** A server with a user; `after` registers another one. */
async function withUser(dataDir: string, env: Environment): Promise<readonly [RunningServer, Registration]> {
  const server = await startServer({ dataDir, env: { ...NO_LIMITS, ...env } });
  const management = new Management(server.variables);
  await management.create('authentication-configurations', codesWithoutMessages());
  await management.create('authentication-policies', policyOfTheGuide());
  return [server, await register(server)];
}

async function register({ variables }: RunningServer): Promise<Registration> {
  const registration: Registration = { person: somebody() };
  await registerAsFarAsPossible(registration, variables, true);
  expect(registration.redemption).toBe('acknowledged');
  return registration;
}

async function knows({ variables }: RunningServer, { person }: Registration): Promise<boolean> {
  return (await (await SignIn.start(variables)).password(person.email, person.password)).status === 200;
}

/** The programs of PostgreSQL; Debian keeps them out of the path. */
function programOf(name: string): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((left, right) => Number(right) - Number(left)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? name;
}

describe('a backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-backup-'));
  const [dataDir, restored] = [join(folder, 'original'), join(folder, 'restored')];

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'of SQLite, made while the server runs, is restored, checked and served',
    async () => {
      const [server, before] = await withUser(dataDir, {});
      const copy = join(folder, 'backup.sqlite');
      const backup = await runServerCommand('backup-database', { TESSERA_DATA_DIR: dataDir }, [copy]);
      expect(backup).toMatchObject({ code: 0 });
      const after = await register(server);
      await server.stop();

      // keys.json of the development profile stands for the keys of a production server.
      execFileSync('mkdir', ['-p', restored]);
      copyFileSync(copy, join(restored, 'tessera.sqlite'));
      expect(await runServerCommand('check-database', { TESSERA_DATA_DIR: restored })).toMatchObject({ code: 1 });
      copyFileSync(join(dataDir, 'keys.json'), join(restored, 'keys.json'));
      const check = await runServerCommand('check-database', { TESSERA_DATA_DIR: restored });
      expect(check).toMatchObject({ code: 0 });
      expect(check.output).toMatch(/users +2\n/);
      expect(check.output).toContain('The database is sound');

      const second = await startServer({ dataDir: restored, env: NO_LIMITS });
      expect(await knows(second, before)).toBe(true);
      expect(await knows(second, after)).toBe(false);
      await second.stop();
    },
    3 * SERVER_TIMEOUT,
  );

  const postgres = databases.find(({ name }) => name === 'PostgreSQL');

  afterAll(async () => {
    await postgres?.dispose();
  });

  (postgres === undefined ? it.skip : it)(
    'of PostgreSQL, made with pg_dump while the server runs, is restored, checked and served',
    async () => {
      const { TESSERA_DATABASE_URL: url = '' } = (await postgres?.settings()) ?? {};
      const [server, before] = await withUser(dataDir, { TESSERA_DATABASE_URL: url });
      const dump = join(folder, 'tessera.dump');
      execFileSync(programOf('pg_dump'), ['--format=custom', '--schema=tessera', `--file=${dump}`, url]);
      const after = await register(server);
      await server.stop();

      const target = new URL(url);
      target.pathname += '_restored';
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      await admin.query(`create database ${target.pathname.slice(1)}`);
      execFileSync(programOf('pg_restore'), [`--dbname=${target.href}`, '--exit-on-error', dump]);
      const env = { TESSERA_DATABASE_URL: target.href };
      const check = await runServerCommand('check-database', { TESSERA_DATA_DIR: dataDir, ...env });
      expect(check.output).toContain('The database is sound');
      expect(check).toMatchObject({ code: 0 });

      const second = await startServer({ dataDir, env: { ...NO_LIMITS, ...env } });
      expect(await knows(second, before)).toBe(true);
      expect(await knows(second, after)).toBe(false);
      await second.stop();
      await admin.query(`drop database ${target.pathname.slice(1)} with (force)`);
      await admin.end();
    },
    3 * SERVER_TIMEOUT,
  );
});
