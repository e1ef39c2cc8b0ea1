import { findRedisServer, startRedis } from '@tessera/testkit';
import type { StartedRedis } from '@tessera/testkit';
import { Redis } from 'ioredis';
import { FlexibleRequestLimiter } from '@tessera/rate-limit-flexible';

const program = findRedisServer();
if (program === undefined) {
  const reason = 'redis-server is not on the PATH';
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`skipping the limits that nodes share: ${reason}\n`);
}
// A fresh machine may have no Redis: said above; the gate, which installs one, fails when a suite was skipped.
const suite = program === undefined ? describe.skip : describe;

suite('limits that nodes share over Redis', () => {
  let server: StartedRedis;
  let clients: Redis[];
  const errors: unknown[] = [];
  const node = (client: unknown): FlexibleRequestLimiter =>
    new FlexibleRequestLimiter({
      name: 'test',
      limit: 10,
      windowSeconds: 60,
      hash: (caller) => `hash-of-${caller.length}`,
      redis: { client, keyPrefix: 'tessera' },
      onError: (error) => errors.push(error),
    });

  beforeAll(async () => {
    server = await startRedis(program ?? '');
    clients = [0, 1].map(() => new Redis(server.url, { commandTimeout: 500, enableOfflineQueue: false }));
    for (const client of clients) client.on('error', () => undefined);
    // All are listened to before any is waited for: the second may be ready first.
    await Promise.all(clients.map((client) => new Promise((resolve) => client.once('ready', resolve))));
  });

  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await server.stop();
  });

  it('let no more than the limit through, over all nodes at once', async () => {
    const nodes = clients.map(node);
    const waits = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (nodes[index % 2] as FlexibleRequestLimiter).take('an-operator')),
    );
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(10);
    expect(await nodes[0]?.wait('an-operator')).toBeGreaterThan(0);
  });

  it('keep no caller in Redis, and forget their counters', async () => {
    const keys = (await clients[0]?.keys('*')) ?? [];
    expect(keys).toEqual(['tessera:rate:test:hash-of-11']);
    expect(await clients[0]?.ttl(keys[0] ?? '')).toBeGreaterThan(0);
  });

  it('go on at each node while Redis is gone, and say so', async () => {
    await server.kill();
    const limiter = node(clients[0]);
    for (let count = 0; count < 10; count += 1) expect(await limiter.take('somebody')).toBeUndefined();
    expect(await limiter.take('somebody')).toBeGreaterThan(0);
    expect(errors).toHaveLength(11);
  });
});
