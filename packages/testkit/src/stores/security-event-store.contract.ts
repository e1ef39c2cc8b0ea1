import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SecurityEvent, SecurityEventQuery, SecurityEventStore } from '@tessera/core';
import { aSecurityEvent } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { inParallel, type StoreHarness } from './harness.js';

export interface SecurityEventStoreHarness extends StoreHarness {
  readonly store: SecurityEventStore;
}

/** What every {@link SecurityEventStore} must do. `make` gives an empty store of its own. */
export function securityEventStoreContract(api: TestApi, make: () => Promise<SecurityEventStoreHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('SecurityEventStore', () => {
    let harness: SecurityEventStoreHarness;
    let store: SecurityEventStore;
    let tenantId: string;
    let now: number;

    beforeEach(async () => {
      harness = await make();
      ({ store } = harness);
      tenantId = randomUUID();
      now = Date.now();
      await harness.addTenant?.(tenantId);
    });
    afterEach(async () => harness.dispose?.());

    const event = (overrides: Partial<SecurityEvent> = {}): SecurityEvent =>
      aSecurityEvent({ tenant: { id: tenantId, name: 'Example' }, createdAt: now, ...overrides });
    const query = async (filter: Partial<SecurityEventQuery>): ReturnType<SecurityEventStore['query']> =>
      store.query(tenantId, { limit: 20, offset: 0, ...filter });
    const idsOf = (list: readonly SecurityEvent[]): readonly string[] => list.map(({ id }) => id);

    it('gives back exactly what was appended', async () => {
      const full = event({
        client: { id: 'web-app', name: 'Example App' },
        user: { sub: randomUUID(), preferredUsername: 'n***@example.com', status: 'REGISTERED' },
        userNameHash: 'k1:0011223344556677',
        transactionId: randomUUID(),
        ipAddress: '2001:db8::1',
        userAgent: 'Mozilla/5.0 (テスト)',
        detail: { reason: 'expired', attempts_remaining: 0, amr: ['pwd', 'sms'], extra: { nested: [null] } },
      });
      const bare = event({ detail: {} });
      await store.append([full, bare]);
      assert.deepEqual(await store.find(tenantId, full.id), full);
      assert.deepEqual(await store.find(tenantId, bare.id), bare);
      assert.equal(await store.find(tenantId, randomUUID()), undefined);
    });

    it('stores an event once, however often it is appended', async () => {
      const [first, second] = [event(), event()];
      await store.append([first, first]);
      await store.append([first, second]);
      await inParallel(8, async () => store.append([second, first]));
      assert.equal((await query({})).totalCount, 2);
    });

    it('changes nothing when a known event is appended with other content', async () => {
      const first = event();
      await store.append([first]);
      await store.append([{ ...first, type: 'password_success' }]);
      assert.deepEqual(await store.find(tenantId, first.id), first);
    });

    it('accepts an empty list', async () => {
      await store.append([]);
      assert.deepEqual(await query({}), { list: [], totalCount: 0 });
    });

    it('answers newest first, in pages, with the total', async () => {
      const events = [3, 1, 4, 0, 2].map((offset) => event({ createdAt: now + offset }));
      await store.append(events);
      const expected = [...events].sort((a, b) => b.createdAt - a.createdAt).map(({ id }) => id);
      const pages = [
        await query({ limit: 2 }),
        await query({ limit: 2, offset: 2 }),
        await query({ limit: 2, offset: 4 }),
      ];
      assert.deepEqual(
        pages.map(({ totalCount }) => totalCount),
        [5, 5, 5],
      );
      assert.deepEqual(
        pages.flatMap(({ list }) => idsOf(list)),
        expected,
      );
      assert.deepEqual(await query({ offset: 5 }), { list: [], totalCount: 5 });
    });

    it('shows every event of one millisecond on exactly one page', async () => {
      const events = Array.from({ length: 7 }, () => event());
      await store.append(events);
      const seen: string[] = [];
      for (let offset = 0; offset < 7; offset += 2) seen.push(...idsOf((await query({ limit: 2, offset })).list));
      assert.deepEqual([...seen].sort(), [...idsOf(events)].sort());
    });

    it('takes `from` inclusively and `to` exclusively', async () => {
      const events = [0, 1, 2, 3].map((offset) => event({ createdAt: now + offset }));
      await store.append(events);
      const found = await query({ from: now + 1, to: now + 3 });
      assert.deepEqual(idsOf(found.list), [events[2]?.id, events[1]?.id]);
      assert.equal(found.totalCount, 2);
    });

    it('filters by every field of the query', async () => {
      const sub = randomUUID();
      const transactionId = randomUUID();
      const wanted = event({
        type: 'password_failure',
        client: { id: 'web-app' },
        user: { sub },
        userNameHash: 'k1:aaaaaaaaaaaaaaaa',
        transactionId,
        ipAddress: '192.0.2.7',
        detail: { reason: 'wrong_password', destination_hash: 'k1:bbbbbbbbbbbbbbbb' },
      });
      const unwanted = event({
        client: { id: 'other' },
        user: { sub: randomUUID() },
        ipAddress: '192.0.2.8',
        detail: { reason: 'other' },
      });
      await store.append([wanted, unwanted, event({ detail: {} })]);
      const filters: Partial<SecurityEventQuery>[] = [
        { types: ['password_failure', 'user_lock'] },
        { clientId: 'web-app' },
        { userId: sub },
        { userNameHash: 'k1:aaaaaaaaaaaaaaaa' },
        { transactionId },
        { ipAddress: '192.0.2.7' },
        { reason: 'wrong_password' },
        { destinationHash: 'k1:bbbbbbbbbbbbbbbb' },
      ];
      for (const filter of [...filters, Object.assign({}, ...filters) as Partial<SecurityEventQuery>]) {
        assert.deepEqual(await query(filter), { list: [wanted], totalCount: 1 }, JSON.stringify(filter));
      }
      assert.equal((await query({ clientId: 'web-app', reason: 'other' })).totalCount, 0);
    });

    it('finds the hashes of several keys at once, as they are after a rotation', async () => {
      const byName = event({ userNameHash: 'k1:aaaaaaaaaaaaaaaa', detail: {} });
      const byNewName = event({ userNameHash: 'k2:cccccccccccccccc', detail: {} });
      const byNumber = event({ detail: { destination_hash: 'k1:bbbbbbbbbbbbbbbb' } });
      await store.append([byName, byNewName, byNumber]);
      const names = await query({ userNameHash: ['k2:cccccccccccccccc', 'k1:aaaaaaaaaaaaaaaa'] });
      assert.deepEqual(idsOf(names.list), [byNewName.id, byName.id]);
      assert.equal(names.totalCount, 2);
      const numbers = await query({ destinationHash: ['k2:dddddddddddddddd', 'k1:bbbbbbbbbbbbbbbb'] });
      assert.deepEqual(idsOf(numbers.list), [byNumber.id]);
    });

    it('keeps tenants apart', async () => {
      const otherTenantId = randomUUID();
      await harness.addTenant?.(otherTenantId);
      const foreign = event({ tenant: { id: otherTenantId, name: 'Other' } });
      const own = event();
      await store.append([foreign, own]);
      assert.equal(await store.find(tenantId, foreign.id), undefined);
      assert.deepEqual(await store.find(otherTenantId, foreign.id), foreign);
      assert.deepEqual(await query({}), { list: [own], totalCount: 1 });
    });
  });
}
