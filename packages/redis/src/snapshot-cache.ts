import type { Instant, TransactionRef } from '@tessera/core';
import type { VersionedSnapshot } from './snapshot-record.js';

/**
 * The states this process wrote or read last, so that most updates need not ask for them first. They may be out of date, which the commit
 * finds out. Bounded: the least recently used one makes room.
 */
export class SnapshotCache {
  private readonly entries = new Map<string, VersionedSnapshot>();
  private readonly capacity: number;

  /** @param capacity how many to keep; 0 keeps none */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Undefined also when it has expired: another node may have moved the expiry. */
  find({ tenantId, id }: TransactionRef, now: Instant): VersionedSnapshot | undefined {
    const entry = this.entries.get(id);
    return entry?.snapshot.tenantId === tenantId && now < entry.snapshot.expiresAt ? entry : undefined;
  }

  /** The tenant of a transaction, which never changes. */
  findTenantId(id: string, now: Instant): string | undefined {
    const snapshot = this.entries.get(id)?.snapshot;
    return snapshot && now < snapshot.expiresAt ? snapshot.tenantId : undefined;
  }

  put(entry: VersionedSnapshot): void {
    const { id } = entry.snapshot;
    this.entries.delete(id);
    this.entries.set(id, entry);
    if (this.entries.size <= this.capacity) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  delete({ tenantId, id }: TransactionRef): void {
    if (this.entries.get(id)?.snapshot.tenantId === tenantId) this.entries.delete(id);
  }

  get size(): number {
    return this.entries.size;
  }
}
