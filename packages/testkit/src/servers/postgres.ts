import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const DEFAULT_URL = 'postgres://postgres@127.0.0.1:5432/test';

export type TestPostgres =
  | { readonly kind: 'found'; readonly url: string; readonly stop: () => Promise<void> }
  /** Neither a server nor the programs to start one; `reason` says what to do. */
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * The PostgreSQL server for integration tests: the one of `TESSERA_TEST_DATABASE_URL`, else the one on the default port, else a throw-away one
 * from the programs on this machine. `stop` ends it only if this call started it.
 * @throws Error when the named server does not answer, when the programs are there but do not start, or when all is missing and `CI` is `true`
 */
export async function findOrStartPostgres(environment: NodeJS.ProcessEnv = process.env): Promise<TestPostgres> {
  const named = environment['TESSERA_TEST_DATABASE_URL'];
  const url = named ?? DEFAULT_URL;
  if (await answers(url)) return { kind: 'found', url, stop: async () => undefined };
  if (named !== undefined) throw new Error(`no PostgreSQL server answers at the host of TESSERA_TEST_DATABASE_URL`);
  const programs = findPrograms(environment['PATH'] ?? '');
  if (programs !== undefined) return startPostgres(programs);
  const reason =
    `no PostgreSQL server answers at ${DEFAULT_URL}, and initdb and pg_ctl are neither on the PATH nor below /usr/lib/postgresql; ` +
    'install PostgreSQL or set TESSERA_TEST_DATABASE_URL';
  if (environment['CI'] === 'true') throw new Error(reason);
  return { kind: 'missing', reason };
}

/** Asks whether TLS is spoken (protocol 3.0, SSLRequest): every PostgreSQL server answers `S` or `N`, before it wants any password. */
async function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 5432) });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => end(false));
    socket.on('error', () => end(false));
    socket.on('end', () => end(false));
    socket.on('data', (data) => end(data.toString('latin1') === 'S' || data.toString('latin1') === 'N'));
    socket.write(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
  });
}

/** The folder with `initdb` and `pg_ctl`. */
function findPrograms(path: string): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = listFolder(debian).sort((left, right) => Number(right) - Number(left));
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...path.split(delimiter)];
  return folders.find((folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'pg_ctl')));
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function startPostgres(programs: string): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-postgres-'));
  const owner = await unprivilegedUser();
  if (owner) await chown(folder, owner.uid, owner.gid);
  // The programs want to be able to look at the folder they are started from.
  const options = { cwd: folder, ...owner };
  const data = join(folder, 'data');
  const pgCtl = join(programs, 'pg_ctl');
  const port = await freePort();
  const stop = async (): Promise<void> => {
    await run(pgCtl, ['stop', '-D', data, '-m', 'immediate', '-w'], options).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await run(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      options,
    );
    const settings = `-p ${String(port)} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
    await run(pgCtl, ['start', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings], options);
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL from ${programs} does not start`, { cause: error });
  }
  return { kind: 'found', url: `postgres://postgres@127.0.0.1:${String(port)}/postgres`, stop };
}

/** PostgreSQL refuses to run as root. Undefined when this process is not root. */
async function unprivilegedUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const account = ['postgres', 'nobody'].flatMap((name) => accounts.filter((fields) => fields[0] === name))[0];
  if (!account) throw new Error('PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
