import type { SecurityEvent, SecurityEventStore, Transition, TransactionSnapshot } from '@tessera/core';
import { MemorySecurityEventStore } from '@tessera/memory';
import { aChallenge, aSecurityEvent, aTransaction, aUser, findOrStartRedis } from '@tessera/testkit';
import { RedisTokenCache } from '@tessera/redis';
import { commandsDuring, keysOf, openScene, type Scene } from './support/scene.js';

const server = await findOrStartRedis();
if (server.kind === 'missing') process.stderr.write(`skipping the tests on Redis: ${server.reason}\n`);
const suite = server.kind === 'missing' ? describe.skip : describe;
const url = server.kind === 'missing' ? '' : server.url;

suite('RedisTransactionStore', () => {
  let scene: Scene;
  let transaction: TransactionSnapshot;
  const now = Date.now();

  beforeEach(async () => {
    scene = await openScene({ url });
    transaction = aTransaction({ createdAt: now });
  });
  afterEach(() => scene.dispose());
  afterAll(async () => {
    if (server.kind === 'found') await server.stop();
  });

  const anEvent = (overrides: Partial<SecurityEvent> = {}): SecurityEvent =>
    aSecurityEvent({ tenant: { id: transaction.tenantId, name: 'Example' }, ...overrides });
  const guess = (current: TransactionSnapshot | undefined): Transition<number | undefined> => ({
    next: current && { ...current, guessesSpent: current.guessesSpent + 1 },
    result: current?.guessesSpent,
    events: [anEvent()],
    budgets: { take: [{ key: 'account', limit: 1000, windowSeconds: 60, window: 'extending' }], reset: ['other'] },
  });

  it('updates what it saw last in one round trip', async () => {
    const { store, redis } = scene;
    await store.create(transaction, []);
    await store.update(transaction, now, guess);
    const commands = await commandsDuring(redis, async () => store.update(transaction, now, guess));
    expect(commands).toEqual(['evalsha']);
  });

  it('needs no second look when another node was faster: the refused commit brings the state', async () => {
    const { store, redis } = scene;
    const other = await scene.another();
    await store.create(transaction, []);
    await store.update(transaction, now, guess);
    await other.store.update(transaction, now, guess);
    let result: number | undefined;
    const commands = await commandsDuring(redis, async () => {
      result = await store.update(transaction, now, guess);
    });
    expect(commands).toEqual(['evalsha', 'evalsha']);
    expect(result).toBe(2);
  });

  it('asks Redis also when a decision over a remembered state writes nothing', async () => {
    const { store } = scene;
    const other = await scene.another();
    await store.create(transaction, []);
    await other.store.update(transaction, now, (current) => ({
      next: current && { ...current, takenBy: 'other' },
      result: 0,
    }));
    const seen = await store.update(transaction, now, (current) => ({ next: current, result: current?.takenBy }));
    expect(seen).toBe('other');
  });

  it('throws what a transition throws over the state as it is, not as it was', async () => {
    const { store } = scene;
    const other = await scene.another();
    await store.create(transaction, []);
    await other.store.update(transaction, now, (current) => ({
      next: current && { ...current, guessesSpent: 1 },
      result: 0,
    }));
    const seen = await store.update(transaction, now, (current) => {
      if (current?.guessesSpent === 0) throw new Error('judged over a state that is gone');
      return { next: current, result: current?.guessesSpent };
    });
    expect(seen).toBe(1);
  });

  it('does not take a state for its own that merely has the same revision', async () => {
    const { store, redis, keyPrefix, secretBox } = scene;
    await store.create(transaction, []);
    await store.update(transaction, now, guess);
    // A failover lost the second write, and another node wrote a second one of its own.
    const other = await scene.another();
    const [key = ''] = (await keysOf(redis, keyPrefix)).filter((name) => name.includes(':tx:'));
    const lost = { ...transaction, revision: 1 };
    const record = `1.x ${String(lost.expiresAt)} ${secretBox.seal(JSON.stringify(lost))}`;
    await redis.command(async (client) => client.set(key, record, 'PX', 60_000));
    await other.store.update(transaction, now, (current) => ({
      next: current && { ...current, cancelled: true },
      result: 0,
    }));
    await store.update(transaction, now, guess);
    const stored = await store.find(transaction, now);
    expect([stored?.revision, stored?.cancelled, stored?.guessesSpent]).toEqual([3, true, 1]);
  });

  it('lets 200 parallel guesses on four nodes take no more than the budget', async () => {
    const nodes = [scene, await scene.another(), await scene.another(), await scene.another()];
    await scene.store.create(transaction, []);
    const accepted = await Promise.all(
      Array.from({ length: 200 }, async (_, index) =>
        (nodes[index % 4] ?? scene).store.update<boolean>(transaction, now, (current, refusal) =>
          refusal
            ? { next: current, result: false, events: [anEvent()] }
            : {
                next: current && { ...current, guessesSpent: current.guessesSpent + 1 },
                result: true,
                events: [anEvent()],
                budgets: { take: [{ key: 'guesses', limit: 5, windowSeconds: 60, window: 'fixed' }] },
              },
        ),
      ),
    );
    expect(accepted.filter(Boolean)).toHaveLength(5);
    expect((await scene.store.find(transaction, now))?.guessesSpent).toBe(5);
    expect(await scene.budgets.read(transaction.tenantId, ['guesses'], now)).toEqual([5]);
    expect((await scene.events.query(transaction.tenantId, { limit: 1, offset: 0 })).totalCount).toBe(200);
  }, 20_000);

  it('leaves nothing readable in Redis that is personal or secret', async () => {
    const { store, redis, keyPrefix, secretBox } = scene;
    const [phone, email, ip] = ['+819012345678', 'taro@example.com', '203.0.113.7'];
    const registration = aUser({ tenantId: transaction.tenantId, phoneNumber: phone, email });
    const full = {
      ...transaction,
      user: { sub: registration.sub, registration, pending: { phoneNumber: phone }, carriedOver: false },
      challenges: { sms: aChallenge({ destination: phone, exposedCode: '314159' }) },
    };
    const down: SecurityEventStore = {
      ...scene.events,
      append: async () => Promise.reject(new Error('the database is down')),
    };
    const other = await scene.another({ events: down });
    await other.store.create(full, [anEvent({ ipAddress: ip })]);
    await store.update(full, now, guess);
    const tokens = new RedisTokenCache({ redis, keyPrefix, secretBox });
    await tokens.store(`client-of-${email}`, 'opaque-access-token', now + 60_000);
    const dump = await dumpOf(scene);
    expect(dump).toContain(transaction.id);
    for (const secret of [phone, phone.slice(3), email, ip, '314159', 'opaque-access-token', 'argon2id']) {
      expect(dump).not.toContain(secret);
    }
  });

  it('gives every key an end', async () => {
    const { store, redis, keyPrefix, secretBox } = scene;
    await store.create(transaction, [anEvent()]);
    await store.update(transaction, now, guess);
    await new RedisTokenCache({ redis, keyPrefix, secretBox }).store('k', 't', now + 60_000);
    const keys = await keysOf(redis, keyPrefix);
    const ends = await Promise.all(keys.map(async (key) => redis.command(async (client) => client.pttl(key))));
    expect(
      keys
        .map((key) =>
          key
            .split(':')
            .slice(1)
            .join(':')
            .replace(/\{.*\}|[\w-]{36,}/g, '*'),
        )
        .sort(),
    ).toEqual(['*:budget:account', '*:outbox', '*:tx:*', '*:txs', 'outboxes', 'token:*', 'txt:*']);
    expect(Math.min(...ends)).toBeGreaterThan(0);
  });

  it('forgets in the index what has expired', async () => {
    const { store, redis, keyPrefix } = scene;
    const { tenantId } = transaction;
    await store.create(transaction, []);
    const later = transaction.expiresAt + 120_000;
    await store.create(aTransaction({ tenantId, createdAt: later }), []);
    const size = await redis.command(async (client) => client.zcard(`${keyPrefix}:{${tenantId}}:txs`));
    expect(size).toBe(1);
  });

  it('refuses a transaction that was put under the name of another', async () => {
    const { store, redis, keyPrefix } = scene;
    const victim = aTransaction({ tenantId: transaction.tenantId, createdAt: now });
    await store.create(transaction, []);
    await store.create(victim, []);
    const key = ({ id }: TransactionSnapshot): string => `${keyPrefix}:{${transaction.tenantId}}:tx:${id}`;
    await redis.command(async (client) => client.copy(key(transaction), key(victim), 'REPLACE'));
    await expect(store.find(victim, now)).rejects.toMatchObject({ code: 'ERR_INVARIANT' });
  });

  it('refuses the id of another tenant', async () => {
    await scene.store.create(transaction, []);
    const other = await scene.another();
    const again = aTransaction({ id: transaction.id, createdAt: now });
    await expect(other.store.create(again, [])).rejects.toMatchObject({ code: 'ERR_CONFLICT' });
    expect(await other.store.findTenantId(transaction.id, now)).toBe(transaction.tenantId);
  });

  it('creates a transaction whose earlier creation broke off half way', async () => {
    const { store, redis, keyPrefix } = scene;
    const route = `${String(transaction.expiresAt)} ${transaction.tenantId}`;
    await redis.command(async (client) => client.set(`${keyPrefix}:txt:${transaction.id}`, route, 'PX', 60_000));
    await store.create(transaction, []);
    expect((await store.find(transaction, now))?.revision).toBe(1);
  });

  it('lets the tenant be found as long as the transaction lives, also when its expiry was moved', async () => {
    const { store } = scene;
    const other = await scene.another();
    await store.create(transaction, []);
    const move = async (expiresAt: number): Promise<unknown> =>
      store.update(transaction, now, (current) => ({ next: current && { ...current, expiresAt }, result: 0 }));
    const later = transaction.expiresAt + 60_000;
    await move(later);
    expect(await other.store.findTenantId(transaction.id, later - 1)).toBe(transaction.tenantId);
    expect(await store.list(transaction.tenantId, later - 1)).toHaveLength(1);
    await move(now + 1000);
    expect(await other.store.findTenantId(transaction.id, now + 1000)).toBeUndefined();
    expect(await store.list(transaction.tenantId, now + 1000)).toEqual([]);
  });

  it('loads its scripts again after the server forgot them', async () => {
    const { store, redis } = scene;
    await store.create(transaction, []);
    await store.update(transaction, now, guess);
    await redis.command(async (client) => client.script('FLUSH'));
    expect(await store.update(transaction, now, guess)).toBe(1);
  });
});

suite('the outbox', () => {
  const now = Date.now();
  let scene: Scene;
  afterEach(() => scene.dispose());

  /** A durable store that can be out of order. */
  class FlakyEventStore extends MemorySecurityEventStore {
    isDown = true;
    refused: string | undefined;
    override async append(events: readonly SecurityEvent[]): Promise<void> {
      if (this.isDown) throw new Error('the database is down');
      if (events.some(({ id }) => id === this.refused)) throw new Error('the database does not want it');
      await super.append(events);
    }
  }

  const record = async ({ store }: Scene, tenantId: string): Promise<SecurityEvent> => {
    const event = aSecurityEvent({ tenant: { id: tenantId, name: 'Example' } });
    const ref = aTransaction({ tenantId, createdAt: now });
    await store.update(ref, now, () => ({ next: undefined, result: 0, events: [event] }));
    return event;
  };

  it('keeps a commit whose events the durable store did not take, and the relay delivers them', async () => {
    const events = new FlakyEventStore();
    scene = await openScene({ url, events });
    const { store, relay } = scene;
    const transaction = aTransaction({ createdAt: now });
    const event = aSecurityEvent({ tenant: { id: transaction.tenantId, name: 'Example' } });
    await store.create(transaction, [event]);
    expect(scene.errors).toHaveLength(1);
    expect(await store.find(transaction, now)).toBeDefined();
    expect(await events.find(transaction.tenantId, event.id)).toBeUndefined();
    expect(await relay.runOnce()).toEqual({ delivered: 0, failed: 1 });
    events.isDown = false;
    expect(await relay.runOnce()).toEqual({ delivered: 1, failed: 0 });
    expect(await events.find(transaction.tenantId, event.id)).toEqual(event);
    expect(await relay.runOnce()).toEqual({ delivered: 0, failed: 0 });
  });

  it('is emptied by the node that delivered', async () => {
    scene = await openScene({ url });
    const tenantId = aTransaction().tenantId;
    for (let commit = 0; commit < 3; commit += 1) await record(scene, tenantId);
    await scene.store.close();
    expect(await scene.relay.runOnce()).toEqual({ delivered: 0, failed: 0 });
  });

  it('delivers what a dead node left, of every tenant and however much it is', async () => {
    const down = new FlakyEventStore();
    const events = new MemorySecurityEventStore();
    scene = await openScene({ url, events: down });
    const survivor = await scene.another({ events });
    const [one, two] = [aTransaction().tenantId, aTransaction().tenantId];
    await Promise.all(Array.from({ length: 250 }, async () => record(scene, one)));
    await record(scene, two);
    expect(await survivor.relay.runOnce()).toEqual({ delivered: 251, failed: 0 });
    expect((await events.query(one, { limit: 1, offset: 0 })).totalCount).toBe(250);
    expect((await events.query(two, { limit: 1, offset: 0 })).totalCount).toBe(1);
  });

  it('is not held up by events that nobody takes', async () => {
    const events = new FlakyEventStore();
    scene = await openScene({ url, events });
    const tenantId = aTransaction().tenantId;
    const [bad, good] = [await record(scene, tenantId), await record(scene, tenantId)];
    events.isDown = false;
    events.refused = bad.id;
    expect(await scene.relay.runOnce()).toEqual({ delivered: 1, failed: 1 });
    expect(await events.find(tenantId, good.id)).toEqual(good);
    events.refused = undefined;
    expect(await scene.relay.runOnce()).toEqual({ delivered: 1, failed: 0 });
  });
});

async function dumpOf({ redis, keyPrefix }: Scene): Promise<string> {
  const keys = await keysOf(redis, keyPrefix);
  const parts = await Promise.all(
    keys.map(async (key) =>
      redis.command(async (client): Promise<unknown> => {
        const type = await client.type(key);
        if (type === 'stream') return client.xrange(key, '-', '+');
        return type === 'zset' ? client.zrange(key, '0', '-1') : client.get(key);
      }),
    ),
  );
  return JSON.stringify([keys, parts]);
}
