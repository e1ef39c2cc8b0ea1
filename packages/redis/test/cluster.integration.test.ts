import {
  budgetsContract,
  changeNoticesContract,
  findRedisServer,
  startRedisCluster,
  tokenCacheContract,
  transactionStoreContract,
  type StartedRedisCluster,
  type TestApi,
} from '@tessera/testkit';
import { RedisChangeNotices, RedisTokenCache } from '@tessera/redis';
import { openScene, type Scene } from './support/scene.js';

const api: TestApi = { describe, it, beforeEach, afterEach };
const program = findRedisServer();
if (program === undefined) {
  const reason = 'redis-server is not on the PATH';
  if (process.env['CI'] === 'true') throw new Error(reason);
  process.stderr.write(`skipping the tests on a Redis Cluster: ${reason}\n`);
}
// A fresh machine may have no Redis: said above; the gate, which installs one, fails when a suite was skipped.
const suite = program === undefined ? describe.skip : describe;

suite('Redis Cluster of three nodes', () => {
  let cluster: StartedRedisCluster;
  let shared: Scene;
  beforeAll(async () => {
    cluster = await startRedisCluster(program ?? '', 3);
    shared = await openScene({ url: cluster.urls });
  }, 30_000);
  afterAll(async () => {
    await shared.dispose();
    await cluster.stop();
  });
  // Every test has tenants, ids and keys of its own: they share the connection.
  const kept = async (): Promise<Scene & { readonly settle: () => Promise<void> }> => ({
    ...shared,
    settle: async () => void (await shared.relay.runOnce()),
    dispose: async () => undefined,
  });

  transactionStoreContract(api, kept);
  budgetsContract(api, kept);
  tokenCacheContract(api, async () => ({ cache: new RedisTokenCache(shared), now: () => Date.now() }));
  changeNoticesContract(api, async () => {
    const [notices, otherNode] = [new RedisChangeNotices(shared), new RedisChangeNotices(shared)];
    return {
      notices,
      otherNode,
      settle: async () => void (await Promise.all([notices.ready(), otherNode.ready()])),
      dispose: async () => void (await Promise.all([notices.close(), otherNode.close()])),
    };
  });

  it('spreads tenants over the nodes', async () => {
    const sizes = await Promise.all(
      cluster.nodes.map(async ({ url }) => {
        const node = await openScene({ url, isCluster: false });
        const size = await node.redis.command(async (client) => client.dbsize());
        await node.redis.close();
        return size;
      }),
    );
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });
});
