import {
  budgetsContract,
  changeNoticesContract,
  findOrStartRedis,
  tokenCacheContract,
  transactionStoreContract,
  type TestApi,
} from '@tessera/testkit';
import { RedisBudgets, RedisChangeNotices, RedisTokenCache } from '@tessera/redis';
import { openScene, type Scene } from './support/scene.js';

const api: TestApi = { describe, it, beforeEach, afterEach };
const server = await findOrStartRedis();
if (server.kind === 'missing') process.stderr.write(`skipping the tests on Redis: ${server.reason}\n`);
// A fresh machine may have no Redis: said above; the gate, which installs one, fails when a suite was skipped.
const suite = server.kind === 'missing' ? describe.skip : describe;
const url = server.kind === 'missing' ? '' : server.url;

suite('Redis', () => {
  afterAll(async () => {
    if (server.kind === 'found') await server.stop();
  });

  const transactions = (options: { readonly cachedSnapshots?: number } = {}): void =>
    transactionStoreContract(api, async () => {
      const scene = await openScene({ url, ...options });
      return { ...scene, settle: async () => void (await scene.relay.runOnce()) };
    });

  transactions();
  describe('without a cache', () => transactions({ cachedSnapshots: 0 }));

  describe('with two nodes that take turns', () => {
    transactionStoreContract(api, async () => {
      const scene = await openScene({ url });
      const nodes = [scene, await scene.another()];
      let call = 0;
      const next = (): Scene['store'] => (nodes[call++ % 2] ?? scene).store;
      const store: Pick<Scene['store'], 'create' | 'find' | 'findTenantId' | 'update' | 'list'> = {
        create: async (...args) => next().create(...args),
        find: async (...args) => next().find(...args),
        findTenantId: async (...args) => next().findTenantId(...args),
        update: async (...args) => next().update(...args),
        list: async (...args) => next().list(...args),
      };
      return { ...scene, store, settle: async () => void (await scene.relay.runOnce()) };
    });
  });

  budgetsContract(api, async () => {
    const { redis, keyPrefix, dispose } = await openScene({ url });
    return { budgets: new RedisBudgets({ redis, keyPrefix }), dispose };
  });

  tokenCacheContract(api, async () => {
    let now = Date.now();
    const { redis, keyPrefix, secretBox, dispose } = await openScene({ url });
    return {
      cache: new RedisTokenCache({ redis, keyPrefix, secretBox, clock: { now: () => now } }),
      now: () => now,
      advance: async (milliseconds) => {
        now += milliseconds;
      },
      dispose,
    };
  });

  changeNoticesContract(api, async () => {
    const [here, there] = [await openScene({ url }), await openScene({ url })];
    const notices = new RedisChangeNotices(here);
    const otherNode = new RedisChangeNotices({ redis: there.redis, keyPrefix: here.keyPrefix });
    return {
      notices,
      otherNode,
      settle: async () => void (await Promise.all([notices.ready(), otherNode.ready()])),
      dispose: async () => {
        await Promise.all([notices.close(), otherNode.close()]);
        await there.dispose();
        await here.dispose();
      },
    };
  });
});
