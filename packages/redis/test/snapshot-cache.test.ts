import { aTransaction } from '@tessera/testkit';
import { SnapshotCache } from '../src/snapshot-cache.js';
import type { VersionedSnapshot } from '../src/snapshot-record.js';

describe('SnapshotCache', () => {
  const now = 1_737_280_800_000;
  const anEntry = (id: string): VersionedSnapshot => ({
    version: `1.${id}`,
    snapshot: aTransaction({ id, tenantId: 'tenant', createdAt: now, expiresAt: now + 1000 }),
  });
  const ref = (id: string): { readonly tenantId: string; readonly id: string } => ({ tenantId: 'tenant', id });

  it('gives what was put last', () => {
    const cache = new SnapshotCache(2);
    cache.put(anEntry('a'));
    const newer = { ...anEntry('a'), version: '2.a' };
    cache.put(newer);
    expect(cache.find(ref('a'), now)).toBe(newer);
  });

  it('keeps as many as it is to, those that were used last, and not all', () => {
    const cache = new SnapshotCache(2);
    for (const id of ['a', 'b', 'a', 'c', 'a', 'd', 'e']) cache.put(anEntry(id));
    expect(['a', 'd', 'e'].map((id) => cache.find(ref(id), now) !== undefined)).toEqual([true, true, true]);
    expect(cache.find(ref('b'), now)).toBeUndefined();
  });

  it('keeps nothing where it is to keep nothing', () => {
    const cache = new SnapshotCache(0);
    cache.put(anEntry('a'));
    expect(cache.find(ref('a'), now)).toBeUndefined();
    expect(cache.findTenantId('a', now)).toBeUndefined();
    cache.delete(ref('a'));
  });

  it('gives nothing from the expiry on, neither state nor tenant', () => {
    const cache = new SnapshotCache(2);
    cache.put(anEntry('a'));
    expect(cache.find(ref('a'), now + 999)).toBeDefined();
    expect(cache.findTenantId('a', now + 999)).toBe('tenant');
    expect(cache.find(ref('a'), now + 1000)).toBeUndefined();
    expect(cache.findTenantId('a', now + 1000)).toBeUndefined();
  });

  it('neither gives nor deletes what belongs to another tenant', () => {
    const cache = new SnapshotCache(2);
    cache.put(anEntry('a'));
    expect(cache.find({ tenantId: 'other', id: 'a' }, now)).toBeUndefined();
    cache.delete({ tenantId: 'other', id: 'a' });
    expect(cache.find(ref('a'), now)).toBeDefined();
    cache.delete(ref('a'));
    expect(cache.find(ref('a'), now)).toBeUndefined();
  });
});
