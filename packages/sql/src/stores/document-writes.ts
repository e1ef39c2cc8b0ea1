import type { Transaction } from 'kysely';
import type { DocumentWrite, DocumentWriteResult } from '@tessera/core';
import { LostRace } from '../database/faults.js';
import type { DocumentRow, Schema } from '../database/schema.js';
import { toDocumentRow, toVersionRow } from './document-rows.js';

/** A deletion has nothing to store but itself. */
export type DocumentRemoval = Omit<DocumentWrite, 'document' | 'slot' | 'operation'>;

/** What a write did, and the slots whose cached documents are out of date. */
export interface DocumentWriteOutcome {
  readonly result: DocumentWriteResult;
  readonly slots: readonly string[];
}

type Key = Pick<DocumentWrite, 'tenantId' | 'kind' | 'id'>;

const refused = (result: DocumentWriteResult): DocumentWriteOutcome => ({ result, slots: [] });

export async function createDocument(
  transaction: Transaction<Schema>,
  write: DocumentWrite,
): Promise<DocumentWriteOutcome> {
  const conflict = await findConflict(transaction, write, ['slot', 'id']);
  if (conflict) return refused(conflict);
  const version = (await newestVersion(transaction, write)) + 1;
  // A parallel creation ends here with a unique violation, and finds the conflict in its next run.
  await transaction.insertInto('documents').values(toDocumentRow(write, version)).execute();
  await transaction.insertInto('document_versions').values(toVersionRow(write, version)).execute();
  return { result: { kind: 'written', version }, slots: [write.slot] };
}

export async function replaceDocument(
  transaction: Transaction<Schema>,
  write: DocumentWrite,
): Promise<DocumentWriteOutcome> {
  const living = await findLiving(transaction, write);
  const refusal = checkLiving(living, write.expectedVersion);
  if (!living || refusal) return refused(refusal ?? { kind: 'absent' });
  const conflict = await findConflict(transaction, write, ['slot']);
  if (conflict) return refused(conflict);
  const version = living.version + 1;
  const { born_at: _bornAt, ...columns } = toDocumentRow(write, version);
  const { numUpdatedRows } = await transaction
    .updateTable('documents')
    .set(columns)
    .where('tenant_id', '=', write.tenantId)
    .where('kind', '=', write.kind)
    .where('id', '=', write.id)
    .where('version', '=', living.version)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new LostRace();
  await transaction.insertInto('document_versions').values(toVersionRow(write, version)).execute();
  return { result: { kind: 'written', version }, slots: [...new Set([living.slot, write.slot])] };
}

export async function removeDocument(
  transaction: Transaction<Schema>,
  removal: DocumentRemoval,
): Promise<DocumentWriteOutcome> {
  const living = await findLiving(transaction, removal);
  const refusal = checkLiving(living, removal.expectedVersion);
  if (!living || refusal) return refused(refusal ?? { kind: 'absent' });
  const { numDeletedRows } = await transaction
    .deleteFrom('documents')
    .where('tenant_id', '=', removal.tenantId)
    .where('kind', '=', removal.kind)
    .where('id', '=', removal.id)
    .where('version', '=', living.version)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new LostRace();
  const version = living.version + 1;
  const row = toVersionRow({ ...removal, slot: living.slot, operation: 'delete', document: {} }, version);
  await transaction
    .insertInto('document_versions')
    .values({ ...row, document: null })
    .execute();
  return { result: { kind: 'written', version }, slots: [living.slot] };
}

function checkLiving(
  living: DocumentRow | undefined,
  expectedVersion: number | undefined,
): DocumentWriteResult | undefined {
  if (!living) return { kind: 'absent' };
  return expectedVersion !== undefined && expectedVersion !== living.version ? { kind: 'stale' } : undefined;
}

async function findLiving(transaction: Transaction<Schema>, key: Key): Promise<DocumentRow | undefined> {
  return transaction
    .selectFrom('documents')
    .selectAll()
    .where('tenant_id', '=', key.tenantId)
    .where('kind', '=', key.kind)
    .where('id', '=', key.id)
    .executeTakeFirst();
}

/** Another living document with the slot; for a creation also one with the id. */
async function findConflict(
  transaction: Transaction<Schema>,
  write: DocumentWrite,
  places: readonly ('slot' | 'id')[],
): Promise<DocumentWriteResult | undefined> {
  for (const on of places) {
    const taken = await transaction
      .selectFrom('documents')
      .select('id')
      .where('tenant_id', '=', write.tenantId)
      .where('kind', '=', write.kind)
      .where(on, '=', write[on])
      .executeTakeFirst();
    const isItself = places.length === 1 && taken?.id === write.id;
    if (taken && !isItself) return { kind: 'conflict', conflictingId: taken.id, on };
  }
  return undefined;
}

/** 0 when there never was such a document. */
async function newestVersion(transaction: Transaction<Schema>, key: Key): Promise<number> {
  const row = await transaction
    .selectFrom('document_versions')
    .select('version')
    .where('tenant_id', '=', key.tenantId)
    .where('kind', '=', key.kind)
    .where('id', '=', key.id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? 0;
}
