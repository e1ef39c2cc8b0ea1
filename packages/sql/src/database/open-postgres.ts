import { Kysely, PostgresDialect } from 'kysely';
import { TesseraError } from '@tessera/core';
import { Database } from './database.js';
import { createPostgresPool, type PostgresPoolOptions } from './postgres-pool.js';
import type { Schema } from './schema.js';

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, libpq parameters included. */
  readonly url: string;
  /** Connections at most; 10 unless told. */
  readonly poolSize?: number;
  /** The schema that holds the tables; `migrate` makes it. `tessera` unless told. */
  readonly schema?: string;
  /** How long a caller waits for a connection; 2000 unless told. */
  readonly connectTimeoutMilliseconds?: number;
  /** Limit of one statement; 5000 unless told. Migrations have none. */
  readonly statementTimeoutMilliseconds?: number;
  /** Told the text of each statement, never its parameters. */
  readonly onStatement?: (text: string) => void;
}

/**
 * Opens a pool of connections to PostgreSQL 12 or later. Connects on first use; `ping` tells whether that works.
 * @throws TesseraError `ERR_SERVER_CONFIGURATION` when `schema` is not a plain lower-case name
 */
export function openPostgres(options: PostgresOptions): Database {
  const { schema = 'tessera' } = options;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith('pg_')) {
    throw new TesseraError(
      'ERR_SERVER_CONFIGURATION',
      `schema "${schema}" must be a lower-case name of at most 63 characters`,
    );
  }
  const pool: PostgresPoolOptions = {
    url: options.url,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMilliseconds: options.connectTimeoutMilliseconds ?? 2000,
    statementTimeoutMilliseconds: options.statementTimeoutMilliseconds ?? 5000,
  };
  const open = (poolOptions: PostgresPoolOptions): Kysely<Schema> =>
    connectLazily(poolOptions, schema, options.onStatement);
  return new Database({
    dialect: 'postgres',
    schema,
    kysely: open(pool),
    openUnlimited: () => open({ ...pool, poolSize: 1, statementTimeoutMilliseconds: 0 }),
  });
}

function connectLazily(
  options: PostgresPoolOptions,
  schema: string,
  onStatement: ((text: string) => void) | undefined,
): Kysely<Schema> {
  const dialect = new PostgresDialect({ pool: async () => createPostgresPool(options) });
  return new Kysely<Schema>({
    dialect,
    ...(onStatement && { log: (event) => onStatement(event.query.sql) }),
  }).withSchema(schema);
}
