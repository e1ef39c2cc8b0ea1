import { sql } from 'kysely';
import type { SecretBox } from '@tessera/core';
import type { Database } from '../database/database.js';
import { toTesseraError } from '../database/faults.js';
import type { UserRow } from '../database/schema.js';
import { readMigrations } from '../migrations/migrate.js';
import { toUser, UserIndex } from '../stores/user-rows.js';
import { anyTables, readSealedRows, replaceSealed, SEALED_COLUMNS } from './sealed-rows.js';

export interface CheckDependencies {
  readonly database: Database;
  readonly secretBox: SecretBox;
  /** The keyed hash by which users are found. */
  readonly blindIndex: (text: string) => string;
}

/** What {@link checkDatabase} found. */
export interface DatabaseReport {
  /** Rows by table. */
  readonly counts: Readonly<Record<string, number>>;
  /** Encrypted rows that were opened. */
  readonly opened: number;
  /** What is wrong, each a sentence for the operator, without any data of users. Empty: the database is sound. */
  readonly problems: readonly string[];
}

/** Examples are enough to find the cause; all of them would bury it. */
const MOST_EXAMPLES = 3;

/**
 * Tells whether a database, e.g. a restored one, can serve with these keys: its own integrity, the state of its migrations, whether every
 * encrypted row opens and every user would be found. Changes nothing, but that events on their way into their table arrive there.
 * @throws TesseraError `ERR_STORE_UNAVAILABLE` when it does not answer
 */
export async function checkDatabase(dependencies: CheckDependencies): Promise<DatabaseReport> {
  const { database } = dependencies;
  const problems = [...(await integrityProblems(database)), ...(await migrationProblems(database))];
  // Without its tables there is nothing to count, and one sentence about it is enough.
  if (problems.length > 0) return { counts: {}, opened: 0, problems };
  await database.settleEvents();
  const sealed = await openAll(dependencies);
  return {
    counts: await countRows(database),
    opened: sealed.opened,
    problems: [...sealed.problems, ...(await indexProblems(dependencies))],
  };
}

async function integrityProblems({ dialect, kysely }: Database): Promise<readonly string[]> {
  if (dialect === 'postgres') return [];
  try {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(kysely);
    return rows.flatMap((row) => (row.integrity_check === 'ok' ? [] : [`SQLite: ${row.integrity_check}`]));
  } catch (error) {
    return [`SQLite: ${toTesseraError(error).message}`];
  }
}

async function migrationProblems(database: Database): Promise<readonly string[]> {
  const { pending, unknown } = await readMigrations(database);
  return [
    ...pending.map((name) => `migration ${name} has not been run; a server runs it at its start`),
    ...unknown.map((name) => `migration ${name} is not known to this build: the database belongs to a newer one`),
  ];
}

async function openAll({
  database,
  secretBox,
}: CheckDependencies): Promise<Pick<DatabaseReport, 'opened' | 'problems'>> {
  const problems: string[] = [];
  let opened = 0;
  for (const column of SEALED_COLUMNS) {
    const failed: string[] = [];
    for await (const slice of readSealedRows(database, column)) {
      for (const { key, text } of slice) {
        try {
          replaceSealed(text, column.form, secretBox, (sealed) => (secretBox.open(sealed), sealed));
          opened += 1;
        } catch (error) {
          failed.push(`${key.join(' ')} (${toTesseraError(error).message})`);
        }
      }
    }
    if (failed.length > 0) {
      const examples = failed.slice(0, MOST_EXAMPLES).join('; ');
      problems.push(`${failed.length} rows of ${column.table} cannot be opened, e.g. ${examples}`);
    }
  }
  return { opened, problems };
}

/** Under another index key every row opens and no user is found. */
async function indexProblems({ database, secretBox, blindIndex }: CheckDependencies): Promise<readonly string[]> {
  const index = new UserIndex(blindIndex);
  const rows = await database.run((kysely) => kysely.selectFrom('users').selectAll().limit(100).execute());
  const lost = rows.filter((row) => !isFoundBy(index, row, secretBox));
  return lost.length === 0
    ? []
    : [
        `${lost.length} of ${rows.length} users would not be found: the index key is not the one they were stored under`,
      ];
}

function isFoundBy(index: UserIndex, row: UserRow, secretBox: SecretBox): boolean {
  try {
    return index.username(row.tenant_id, toUser(row, secretBox).preferredUsername) === row.username_hash;
  } catch {
    // Has been told already.
    return true;
  }
}

async function countRows(database: Database): Promise<DatabaseReport['counts']> {
  const tables = await database.run((kysely) => kysely.introspection.getTables());
  const own = tables.filter(({ schema }) => database.schema === undefined || schema === database.schema);
  const counts: Record<string, number> = {};
  for (const { name } of own.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const row = await database.run(() =>
      anyTables(database)
        .selectFrom(name)
        .select((select) => select.fn.countAll<number>().as('total'))
        .executeTakeFirst(),
    );
    counts[name] = row?.total ?? 0;
  }
  return counts;
}
