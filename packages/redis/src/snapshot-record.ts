import { randomUUID } from 'node:crypto';
import {
  TesseraError,
  type Instant,
  type SecretBox,
  type TransactionRef,
  type TransactionSnapshot,
} from '@tessera/core';

/** A stored state and the version under which it was written. */
export interface VersionedSnapshot {
  readonly version: string;
  readonly snapshot: TransactionSnapshot;
}

/** What is in Redis: version and expiry in clear, for the script, and the snapshot sealed. */
export interface SnapshotRecord {
  readonly version: string;
  readonly expiresAt: Instant;
  readonly sealed: string;
}

const FORM = /^(\S+) (\d+) /;

/**
 * Names each write: the revision and a stamp that no other write has. The revision alone would not do: a failover may lose the latest writes,
 * and the next ones would have the same revisions as those that were lost.
 */
export class VersionStamps {
  private readonly node = randomUUID().replaceAll('-', '').slice(0, 20);
  private count = 0;

  next(revision: number): string {
    this.count += 1;
    return `${String(revision)}.${this.node}${this.count.toString(36)}`;
  }
}

/** The text that is stored. */
export function writeRecord({ version, snapshot }: VersionedSnapshot, secretBox: SecretBox): string {
  return `${version} ${String(snapshot.expiresAt)} ${secretBox.seal(JSON.stringify(snapshot))}`;
}

/** @throws TesseraError `ERR_INVARIANT` when the text is not one that {@link writeRecord} gives */
export function readRecord(text: string): SnapshotRecord {
  const [head, version, expiresAt] = FORM.exec(text) ?? [];
  if (head === undefined || version === undefined) {
    throw new TesseraError('ERR_INVARIANT', 'Redis holds something else than a transaction under the name of one');
  }
  return { version, expiresAt: Number(expiresAt), sealed: text.slice(head.length) };
}

/**
 * @throws TesseraError `ERR_SERVER_CONFIGURATION` when it cannot be opened, `ERR_INVARIANT` when it is another transaction than the name says:
 *   whoever can write to Redis must not be able to turn one login into another
 */
export function openRecord(record: SnapshotRecord, ref: TransactionRef, secretBox: SecretBox): VersionedSnapshot {
  const snapshot = JSON.parse(secretBox.open(record.sealed)) as TransactionSnapshot;
  if (snapshot.id !== ref.id || snapshot.tenantId !== ref.tenantId) {
    throw new TesseraError('ERR_INVARIANT', `Redis holds another transaction under the name of ${ref.id}`);
  }
  return { version: record.version, snapshot };
}
