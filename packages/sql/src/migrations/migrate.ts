import { CompiledQuery, Migrator, type Kysely, type MigrationResultSet } from 'kysely';
import { TesseraError } from '@tessera/core';
import type { Database } from '../database/database.js';
import { toTesseraError } from '../database/faults.js';
import type { Schema } from '../database/schema.js';
import { migrationsFor } from './migrations.js';

/**
 * Brings the tables up to date, all or nothing. May run on several nodes or processes at once: one works, the others wait and find nothing to do.
 * @returns the names of the steps that this call ran
 * @throws TesseraError `ERR_STORE_UNAVAILABLE`; `ERR_SERVER_CONFIGURATION` when the database was migrated by a newer build
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  try {
    return database.dialect === 'sqlite' ? await migrateSqlite(database) : await migratePostgres(database);
  } catch (error) {
    throw toTesseraError(error);
  }
}

/** Kysely takes no lock on SQLite, which is meant for one process; the write lock of one big transaction serves as such. */
async function migrateSqlite(database: Database): Promise<readonly string[]> {
  return database.kysely.connection().execute(async (connection) => {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    try {
      const names = await runAll(database, connection);
      await connection.executeQuery(CompiledQuery.raw('commit'));
      return names;
    } catch (error) {
      await connection.executeQuery(CompiledQuery.raw('rollback'));
      throw error;
    }
  });
}

/** Kysely holds an advisory lock and runs all steps in one transaction. */
async function migratePostgres(database: Database): Promise<readonly string[]> {
  const unlimited = database.openUnlimited?.();
  try {
    return await runAll(database, unlimited ?? database.kysely);
  } finally {
    await unlimited?.destroy();
  }
}

async function runAll({ dialect, schema }: Database, db: Kysely<Schema>): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrationsFor(dialect) },
    migrationTableName: 'tessera_migrations',
    migrationLockTableName: 'tessera_migrations_lock',
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  return namesOf(await migrator.migrateToLatest());
}

function namesOf({ error, results }: MigrationResultSet): readonly string[] {
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    throw new TesseraError('ERR_SERVER_CONFIGURATION', `the database does not fit this build: ${error.message}`);
  }
  if (error !== undefined) throw toTesseraError(error);
  return (results ?? []).map((result) => result.migrationName);
}
