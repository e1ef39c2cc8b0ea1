import type { SecretBox } from '@tessera/core';
import type { Database } from '../database/database.js';
import type { Schema } from '../database/schema.js';
import {
  type anyTables,
  readSealedRows,
  replaceSealed,
  SEALED_COLUMNS,
  type SealedColumn,
  type SealedRow,
} from './sealed-rows.js';

export interface ResealDependencies {
  readonly database: Database;
  readonly secretBox: SecretBox;
  /** Whether a sealed text is under the key that seals now. */
  readonly isCurrent: (sealed: string) => boolean;
}

/** What became of the encrypted rows of one table. */
export interface ResealReport {
  readonly table: keyof Schema;
  readonly rows: number;
  readonly resealed: number;
  /** Rows that no known key opens; they are left as they are. */
  readonly unreadable: number;
}

interface Change {
  readonly key: SealedRow['key'];
  readonly before: string;
  readonly after: string;
}

/**
 * Encrypts everything anew that is not under the current key. Works in small commits beside running servers, and leaves alone what they change
 * meanwhile, since they write under the current key. Ended early, it goes on where it was needed: what is current is not touched again.
 * @throws TesseraError `ERR_STORE_UNAVAILABLE`
 */
export async function reseal(dependencies: ResealDependencies): Promise<readonly ResealReport[]> {
  const reports: ResealReport[] = [];
  for (const column of SEALED_COLUMNS) reports.push(await resealColumn(dependencies, column));
  return reports;
}

async function resealColumn(dependencies: ResealDependencies, column: SealedColumn): Promise<ResealReport> {
  const { database, secretBox, isCurrent } = dependencies;
  const report = { table: column.table, rows: 0, resealed: 0, unreadable: 0 };
  const renew = (sealed: string): string => (isCurrent(sealed) ? sealed : secretBox.seal(secretBox.open(sealed)));
  for await (const slice of readSealedRows(database, column)) {
    const changes: Change[] = [];
    for (const { key, text } of slice) {
      report.rows += 1;
      try {
        const after = replaceSealed(text, column.form, secretBox, renew);
        if (after !== text) changes.push({ key, before: text, after });
      } catch {
        // Of another key, or damaged; which one is for `checkDatabase` to say.
        report.unreadable += 1;
      }
    }
    report.resealed += await write(database, column, changes);
  }
  return report;
}

/** Returns how many rows still had the text they were read with. */
async function write(database: Database, column: SealedColumn, changes: readonly Change[]): Promise<number> {
  if (changes.length === 0) return 0;
  return database.transact(async (transaction) => {
    let written = 0;
    for (const { key, before, after } of changes) {
      let query = (transaction as unknown as ReturnType<typeof anyTables>)
        .updateTable(column.table)
        .set({ [column.column]: after })
        .where(column.column, '=', before);
      for (const [index, part] of column.key.entries()) query = query.where(part, '=', key[index] ?? '');
      written += Number((await query.executeTakeFirst()).numUpdatedRows);
    }
    return written;
  });
}
