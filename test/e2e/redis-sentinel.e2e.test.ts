import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, startRedis } from '@tessera/testkit';
import type { StartedRedis } from '@tessera/testkit';
import { eventually } from '../support/event-list.js';
import { reportFigures } from '../support/figures.js';
import { freePort } from '../support/free-port.js';
import { requestJson } from '../support/json-request.js';
import { somebody } from '../support/people.js';
import { SignIn } from '../support/sign-in.js';
import { SERVER_TIMEOUT, startServer } from '../support/start-server.js';
import type { RunningServer } from '../support/start-server.js';
import { describeWithRedis } from '../support/throw-away-redis.js';

/** What a Redis server answers to one inline command. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.end(`${command}\r\nQUIT\r\n`);
  });
}

describeWithRedis('a server whose Redis is watched by a sentinel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-sentinel-'));
  const program = findRedisServer() ?? '';
  let master: StartedRedis;
  let replica: StartedRedis;
  let sentinel: ChildProcess;
  let server: RunningServer;

  beforeAll(async () => {
    master = await startRedis(program);
    replica = await startRedis(program, [
      '--replicaof',
      '127.0.0.1',
      String(master.port),
      '--repl-diskless-sync-delay',
      '0',
    ]);
    const port = await freePort();
    const file = join(folder, 'sentinel.conf');
    const monitor = `sentinel monitor the-master 127.0.0.1 ${master.port} 1`;
    const times = 'sentinel down-after-milliseconds the-master 500\nsentinel failover-timeout the-master 3000';
    writeFileSync(file, `port ${port}\nbind 127.0.0.1\ndir ${folder}\n${monitor}\n${times}\n`);
    sentinel = spawn(program, [file, '--sentinel'], { stdio: 'ignore' });
    await eventually('the sentinel knows the replica', 20, async () =>
      (await ask(port, 'SENTINEL replicas the-master')).includes(String(replica.port)),
    );
    const env = {
      TESSERA_REDIS_URL: `redis://127.0.0.1:${port}`,
      TESSERA_REDIS_SENTINEL_MASTER: 'the-master',
      TESSERA_REDIS_KEY_PREFIX: 'one-of-several',
    };
    server = await startServer({ env });
  }, SERVER_TIMEOUT);

  afterAll(async () => {
    await server.stop();
    sentinel.kill('SIGKILL');
    await Promise.all([master.stop(), replica.stop()]);
    rmSync(folder, { recursive: true });
  }, SERVER_TIMEOUT);

  const register = async (): Promise<number> =>
    (await (await SignIn.start(server.variables)).register(somebody())).status;

  it('uses the master, and the prefix of its keys', async () => {
    expect(await register()).toBe(200);
    const keys = (await ask(master.port, 'KEYS *')).split('\r\n').filter((line) => /[a-z]/.test(line));
    expect(keys.length).toBeGreaterThan(2);
    expect(keys.filter((name) => !name.startsWith('one-of-several:'))).toEqual([]);
  });

  it(
    'goes over to the replica by itself when the master dies',
    async () => {
      const underWay = await SignIn.start(server.variables);
      await eventually('the replica has it', 5, async () => (await ask(replica.port, 'KEYS *')).includes(underWay.id));
      await master.kill();
      expect((await requestJson(`${server.url}/health/ready`)).status).toBe(503);
      const healing = await eventually('another master is used', 30, async () => (await register()) === 200);
      reportFigures('Redis fails over', { healing: Math.round(healing) });
      // What had been replicated goes on.
      expect((await underWay.register(somebody())).status).toBe(200);
    },
    SERVER_TIMEOUT,
  );
});
