import { randomBytes } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import { migrate, openPostgres, type PostgresOptions } from '@tessera/sql';
import type { TestDatabase } from './contracts.js';

/** A schema name that no other run has. */
export function freshSchema(): string {
  return `tessera_test_${randomBytes(6).toString('hex')}`;
}

/** Removes a schema with everything in it. */
export async function dropSchema(url: string, schema: string): Promise<void> {
  const database = openPostgres({ url, schema, poolSize: 1 });
  await database.kysely.executeQuery(CompiledQuery.raw(`drop schema if exists ${schema} cascade`));
  await database.close();
}

/** Migrated tables in a schema of their own. */
export async function openTestPostgres(options: PostgresOptions): Promise<TestDatabase> {
  const schema = options.schema ?? freshSchema();
  const database = openPostgres({ ...options, schema });
  await migrate(database);
  const dispose = async (): Promise<void> => {
    await database.close();
    await dropSchema(options.url, schema);
  };
  return { database, dispose };
}
