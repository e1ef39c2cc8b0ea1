import { closeSync, existsSync, openSync } from 'node:fs';
import { sql } from 'kysely';
import { TesseraError } from '@tessera/core';
import type { Database } from '../database/database.js';

/**
 * Writes a consistent copy of an embedded database beside running servers (`VACUUM INTO`); readable by its owner only.
 * @throws TesseraError `ERR_SERVER_CONFIGURATION` for PostgreSQL, which brings `pg_dump`, and when there is such a file;
 *   `ERR_STORE_UNAVAILABLE` when it cannot be written
 */
export async function backupSqlite(database: Database, path: string): Promise<void> {
  if (database.dialect !== 'sqlite')
    throw new TesseraError('ERR_SERVER_CONFIGURATION', 'this is PostgreSQL: back it up with pg_dump');
  if (existsSync(path)) throw new TesseraError('ERR_SERVER_CONFIGURATION', `there is a file at ${path} already`);
  await database.settleEvents();
  // SQLite would make it with the permissions of the process; an empty file of ours is filled instead.
  closeSync(openSync(path, 'wx', 0o600));
  await database.run((kysely) => sql`vacuum into ${path}`.execute(kysely));
}
