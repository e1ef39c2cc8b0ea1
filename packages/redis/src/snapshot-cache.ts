import { BoundedCache, type Instant, type TransactionRef } from '@tessera/core';
import type { VersionedSnapshot } from './snapshot-record.js';

/**
 * The states this process wrote or read last, so that most updates need not ask for them first. They may be out of date, which the commit
 * finds out.
 */
export class SnapshotCache {
  private readonly entries: BoundedCache<VersionedSnapshot> | undefined;

  /** @param capacity how many to keep at least; never more than twice as many. 0 keeps none */
  constructor(capacity: number) {
    this.entries = capacity > 0 ? new BoundedCache(capacity) : undefined;
  }

  /** Undefined also when it has expired: another node may have moved the expiry. */
  find({ tenantId, id }: TransactionRef, now: Instant): VersionedSnapshot | undefined {
    const entry = this.entries?.get(id);
    return entry?.snapshot.tenantId === tenantId && now < entry.snapshot.expiresAt ? entry : undefined;
  }

  /** The tenant of a transaction, which never changes. */
  findTenantId(id: string, now: Instant): string | undefined {
    const snapshot = this.entries?.get(id)?.snapshot;
    return snapshot && now < snapshot.expiresAt ? snapshot.tenantId : undefined;
  }

  put(entry: VersionedSnapshot): void {
    this.entries?.set(entry.snapshot.id, entry);
  }

  delete({ tenantId, id }: TransactionRef): void {
    if (this.entries?.get(id)?.snapshot.tenantId === tenantId) this.entries.delete(id);
  }
}
