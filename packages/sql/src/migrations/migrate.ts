import { CompiledQuery, Migrator, type Kysely, type MigrationResultSet } from 'kysely';
import { TesseraError } from '@tessera/core';
import type { Database } from '../database/database.js';
import { toTesseraError } from '../database/faults.js';
import type { Schema } from '../database/schema.js';
import { migrationsFor } from './migrations.js';

const TABLE = 'tessera_migrations';

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

/**
 * Tells which steps this build has and the database has not, and the other way round. Changes nothing.
 * @throws TesseraError `ERR_STORE_UNAVAILABLE`
 */
export async function readMigrations(
  database: Database,
): Promise<{ readonly pending: readonly string[]; readonly unknown: readonly string[] }> {
  try {
    const known = await migratorOf(database, database.kysely).getMigrations();
    const pending = known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
    if (pending.length === known.length) return { pending, unknown: [] };
    const kysely = database.kysely as unknown as Kysely<Record<typeof TABLE, { name: string }>>;
    const run = await kysely.selectFrom(TABLE).select('name').orderBy('name').execute();
    const names = new Set(known.map(({ name }) => name));
    return { pending, unknown: run.map(({ name }) => name).filter((name) => !names.has(name)) };
  } catch (error) {
    throw toTesseraError(error);
  }
}

async function runAll(database: Database, db: Kysely<Schema>): Promise<readonly string[]> {
  return namesOf(await migratorOf(database, db).migrateToLatest());
}

function migratorOf({ dialect, schema }: Database, db: Kysely<Schema>): Migrator {
  return new Migrator({
    db,
    provider: { getMigrations: async () => migrationsFor(dialect) },
    migrationTableName: TABLE,
    migrationLockTableName: 'tessera_migrations_lock',
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
}

function namesOf({ error, results }: MigrationResultSet): readonly string[] {
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    throw new TesseraError('ERR_SERVER_CONFIGURATION', `the database does not fit this build: ${error.message}`);
  }
  if (error !== undefined) throw toTesseraError(error);
  return (results ?? []).map((result) => result.migrationName);
}
