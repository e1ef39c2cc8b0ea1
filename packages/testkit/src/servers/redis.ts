import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const DEFAULT_URL = 'redis://127.0.0.1:6379';
const START_MILLISECONDS = 10_000;
const SLOTS = 16_384;

export type TestRedis =
  | { readonly kind: 'found'; readonly url: string; readonly stop: () => Promise<void> }
  /** Neither a server nor the program to start one; `reason` says what to do. */
  | { readonly kind: 'missing'; readonly reason: string };

/** A Redis server of this process, kept in memory only. */
export interface StartedRedis {
  readonly url: string;
  readonly port: number;
  /** It accepts connections and answers nothing, as a machine does that hangs. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends it as a crash does; all data is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port, empty. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A cluster of masters that share the slots evenly. */
export interface StartedRedisCluster {
  readonly urls: readonly string[];
  readonly nodes: readonly StartedRedis[];
  readonly stop: () => Promise<void>;
}

/**
 * The Redis server for integration tests: the one of `TESSERA_TEST_REDIS_URL`, else the one on the default port, else a throw-away one from
 * the program on this machine. `stop` ends it only if this call started it.
 * @throws Error when the named server does not answer, when the program is there but does not start, or when all is missing and `CI` is `true`
 */
export async function findOrStartRedis(environment: NodeJS.ProcessEnv = process.env): Promise<TestRedis> {
  const named = environment['TESSERA_TEST_REDIS_URL'];
  const url = named ?? DEFAULT_URL;
  if (await answers(url)) return { kind: 'found', url, stop: async () => undefined };
  if (named !== undefined) throw new Error('no Redis server answers at the host of TESSERA_TEST_REDIS_URL');
  const program = findRedisServer(environment);
  if (program !== undefined) return { kind: 'found', ...(await startRedis(program)) };
  const reason =
    `no Redis server answers at ${DEFAULT_URL}, and redis-server is not on the PATH; ` +
    'install redis-server or set TESSERA_TEST_REDIS_URL';
  if (environment['CI'] === 'true') throw new Error(reason);
  return { kind: 'missing', reason };
}

/** The program `redis-server`, or undefined. */
export function findRedisServer(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'redis-server')).find(isExecutable);
}

/**
 * Starts a server on a free port of the loopback.
 * @param settings more command line arguments, e.g. `['--cluster-enabled', 'yes']`
 * @throws Error when it does not answer within ten seconds
 */
export async function startRedis(program: string, settings: readonly string[] = []): Promise<StartedRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${String(port)}`;
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const volatile = ['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--logfile', join(folder, 'log')];
  let child: ChildProcess | undefined;
  const launch = async (): Promise<void> => {
    child = spawn(program, [...where, ...volatile, ...settings], { stdio: 'ignore' });
    await waitFor(`${program} on port ${String(port)}`, async () => answers(url));
  };
  const kill = async (): Promise<void> => {
    await end(child);
    child = undefined;
  };
  const stop = async (): Promise<void> => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await launch();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    port,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    kill,
    restart: launch,
    stop,
  };
}

/** Starts `count` servers and joins them to a cluster without replicas; needs Redis 7. */
export async function startRedisCluster(program: string, count: number = 3): Promise<StartedRedisCluster> {
  const nodes: StartedRedis[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(nodes.map(async (node) => node.stop())));
  try {
    for (let index = 0; index < count; index += 1) {
      const busPort = String(await freePort());
      nodes.push(await startRedis(program, ['--cluster-enabled', 'yes', '--cluster-port', busPort]));
    }
    await joinNodes(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: nodes.map(({ url }) => url), nodes, stop };
}

async function joinNodes(nodes: readonly StartedRedis[]): Promise<void> {
  for (const [index, { port }] of nodes.entries()) {
    const [from, to] = [
      Math.floor((index * SLOTS) / nodes.length),
      Math.floor(((index + 1) * SLOTS) / nodes.length) - 1,
    ];
    await ask(port, `CLUSTER ADDSLOTSRANGE ${String(from)} ${String(to)}`);
    await ask(port, `CLUSTER SET-CONFIG-EPOCH ${String(index + 1)}`);
  }
  for (const other of nodes.slice(1)) {
    const busPort = /cluster_port:(\d+)|^cluster-port\r\n\$\d+\r\n(\d+)/m.exec(
      await ask(other.port, 'CONFIG GET cluster-port'),
    );
    await ask(
      nodes[0]?.port ?? 0,
      `CLUSTER MEET 127.0.0.1 ${String(other.port)} ${busPort?.[1] ?? busPort?.[2] ?? ''}`,
    );
  }
  for (const { port } of nodes) {
    await waitFor('the cluster', async () => {
      const state = await ask(port, 'CLUSTER INFO');
      return state.includes('cluster_state:ok') && state.includes(`cluster_known_nodes:${String(nodes.length)}`);
    });
  }
}

/** Any answer will do: a server that wants a password is a server too. */
async function answers(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  // A TLS port answers no plain text; whether the server behind it works is for the test to find out.
  if (protocol === 'rediss:') return true;
  return ask(Number(port || 6379), 'PING', hostname).then(
    (answer) => /^[+-](PONG|NOAUTH|DENIED)/.test(answer),
    () => false,
  );
}

/** Sends one inline command and gives back what comes first. */
async function ask(port: number, command: string, host: string = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(2000, () => socket.destroy(new Error(`no answer from port ${String(port)}`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`port ${String(port)} closed the connection`)));
    socket.once('data', (data) => {
      resolve(data.toString('utf8'));
      socket.destroy();
    });
    socket.write(`${command}\r\n`);
  });
}

async function waitFor(what: string, isThere: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + START_MILLISECONDS;
  while (!(await isThere().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${what} did not come up within ten seconds`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
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
