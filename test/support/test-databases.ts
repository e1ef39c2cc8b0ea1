import { randomBytes } from 'node:crypto';
import { findOrStartPostgres } from '@tessera/testkit';
import pg from 'pg';
import type { Environment } from './child.js';

/** A storage that several servers can share. */
export interface TestDatabaseKind {
  readonly name: string;
  /** Makes an empty one. */
  settings(): Promise<Environment>;
  dispose(): Promise<void>;
}

/** In the data folder. */
export const SQLITE: TestDatabaseKind = {
  name: 'SQLite',
  settings: () => Promise.resolve({}),
  dispose: () => Promise.resolve(),
};

/** SQLite, and PostgreSQL where it can be had. Every suite that uses them disposes of them. */
export async function findTestDatabases(): Promise<readonly TestDatabaseKind[]> {
  const server = await findOrStartPostgres();
  if (server.kind === 'missing') {
    process.stderr.write(`skipping PostgreSQL: ${server.reason}\n`);
    return [SQLITE];
  }
  const name = `tessera_e2e_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  const postgres: TestDatabaseKind = {
    name: 'PostgreSQL',
    settings: async () => {
      await run(`create database ${name}`);
      const url = new URL(server.url);
      url.pathname = name;
      return { TESSERA_DATABASE_URL: url.href };
    },
    dispose: async () => {
      await run(`drop database ${name} with (force)`);
      await server.stop();
    },
  };
  return [SQLITE, postgres];
}
