import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openSqlite, type SqliteOptions } from '@tessera/sql';
import type { TestDatabase } from './contracts.js';

/** A file in a folder of its own. */
export interface TestFile {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

export async function createTestFile(): Promise<TestFile> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-sql-'));
  return { path: join(folder, 'tessera.db'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An empty migrated SQLite file. */
export async function openTestSqlite(options: Omit<SqliteOptions, 'path'> = {}): Promise<TestDatabase & TestFile> {
  const file = await createTestFile();
  const database = openSqlite({ ...options, path: file.path });
  await migrate(database);
  const dispose = async (): Promise<void> => {
    await database.close();
    await file.remove();
  };
  return { ...file, database, dispose };
}
