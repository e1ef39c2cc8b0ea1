import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AuditLog, AuditQuery, AuditRecord } from '@tessera/core';
import type { TestApi } from '../test-api.js';
import { inParallel, type StoreHarness } from './harness.js';

export interface AuditLogHarness extends StoreHarness {
  readonly store: AuditLog;
}

/** What every {@link AuditLog} must do. `make` gives an empty store of its own. */
export function auditLogContract(api: TestApi, make: () => Promise<AuditLogHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('AuditLog', () => {
    let harness: AuditLogHarness;
    let tenantId: string;
    let now: number;

    beforeEach(async () => {
      harness = await make();
      tenantId = randomUUID();
      now = Date.now();
      await harness.addTenant?.(tenantId);
    });
    afterEach(async () => harness.dispose?.());

    const record = (overrides: Partial<AuditRecord> = {}): AuditRecord => ({
      id: randomUUID(),
      tenantId,
      createdAt: now,
      operator: { type: 'client', id: 'org-admin' },
      operation: 'update',
      resource: 'authentication-policies',
      outcome: 'success',
      dryRun: false,
      diff: [],
      requestId: randomUUID(),
      ...overrides,
    });
    const append = async (...records: readonly AuditRecord[]): Promise<void> => {
      for (const one of records) await harness.store.append(one);
    };
    const query = async (filter: Partial<AuditQuery> = {}): ReturnType<AuditLog['query']> =>
      harness.store.query(tenantId, { limit: 20, offset: 0, ...filter });
    const idsOf = (list: readonly AuditRecord[]): readonly string[] => list.map(({ id }) => id);

    it('gives back exactly what was appended', async () => {
      const full = record({
        operator: { type: 'user', id: randomUUID(), name: 'o***@example.com' },
        resourceId: randomUUID(),
        dryRun: true,
        diff: [{ pointer: '/policies/0', before: null, after: { nested: ['テスト', 1.5, false] } }],
        ipAddress: '2001:db8::1',
      });
      await append(full);
      assert.deepEqual(await query(), { list: [full], totalCount: 1 });
    });

    it('stores a record once, as it was first', async () => {
      const first = record();
      await append(first, { ...first, outcome: 'denied' });
      await inParallel(8, async () => harness.store.append(first));
      assert.deepEqual(await query(), { list: [first], totalCount: 1 });
    });

    it('answers newest first, in pages, with the total; of one millisecond each record once', async () => {
      const records = [3, 1, 3, 0, 2, 3].map((offset) => record({ createdAt: now + offset }));
      await append(...records);
      const seen: AuditRecord[] = [];
      for (const offset of [0, 2, 4]) {
        const page = await query({ limit: 2, offset });
        assert.equal(page.totalCount, 6);
        seen.push(...page.list);
      }
      assert.deepEqual(
        seen.map(({ createdAt }) => createdAt - now),
        [3, 3, 3, 2, 1, 0],
      );
      assert.deepEqual([...idsOf(seen)].sort(), [...idsOf(records)].sort());
      assert.deepEqual(await query({ offset: 6 }), { list: [], totalCount: 6 });
    });

    it('takes `from` inclusively and `to` exclusively', async () => {
      const records = [0, 1, 2, 3].map((offset) => record({ createdAt: now + offset }));
      await append(...records);
      assert.deepEqual(idsOf((await query({ from: now + 1, to: now + 3 })).list), [records[2]?.id, records[1]?.id]);
    });

    it('filters by every field of the query', async () => {
      const wanted = record({
        operator: { type: 'user', id: 'somebody' },
        operation: 'rollback',
        resource: 'authentication-configurations',
        resourceId: 'the-id',
        outcome: 'denied',
      });
      await append(wanted, record(), record({ resourceId: 'other' }));
      const filters: Partial<AuditQuery>[] = [
        { operator: 'somebody' },
        { operation: 'rollback' },
        { resource: 'authentication-configurations' },
        { resourceId: 'the-id' },
        { outcome: 'denied' },
      ];
      for (const filter of [...filters, Object.assign({}, ...filters) as Partial<AuditQuery>]) {
        assert.deepEqual(await query(filter), { list: [wanted], totalCount: 1 }, JSON.stringify(filter));
      }
      assert.equal((await query({ operator: 'somebody', outcome: 'success' })).totalCount, 0);
    });

    it('keeps tenants apart', async () => {
      const otherTenantId = randomUUID();
      await harness.addTenant?.(otherTenantId);
      const own = record();
      await append(own, record({ tenantId: otherTenantId }));
      assert.deepEqual(await query(), { list: [own], totalCount: 1 });
    });
  });
}
