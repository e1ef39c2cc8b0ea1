import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import Libsql from 'libsql';
import { INSERT_JOURNALED } from '../stores/event-rows.js';
import { Database } from './database.js';
import { CREATE_JOURNAL, EventJournal, eventJournalPath } from './event-journal.js';
import { toTesseraError } from './faults.js';
import type { Schema } from './schema.js';
import { ImmediateSqliteDialect, toSqliteDatabase } from './sqlite-dialect.js';
import { WriteTurns } from './write-turns.js';

export interface SqliteOptions {
  /** The file; it and its folders are made when missing. `:memory:` keeps everything in this process and forgets it on close. */
  readonly path: string;
  /** How long a statement waits for another process's write. 5000 unless told. The JavaScript thread stands still meanwhile. */
  readonly busyTimeoutMilliseconds?: number;
  /** Told the text of each statement, never its parameters. */
  readonly onStatement?: (text: string) => void;
}

/** 64 MiB of log. */
const CHECKPOINT_PAGES = 16_000;

const DEFAULT_BUSY_TIMEOUT_MILLISECONDS = 5000;

/**
 * Opens an embedded SQLite database. What was acknowledged survives the death of the process and the loss of power (write-ahead log, synced
 * with every commit). Several processes may share the file on one machine.
 * @throws TesseraError `ERR_STORE_UNAVAILABLE` when the file cannot be opened
 */
export function openSqlite(options: SqliteOptions): Database {
  const connection = connect(options);
  const { path, onStatement } = options;
  const turns = new WriteTurns();
  const kysely = new Kysely<Schema>({
    dialect: new ImmediateSqliteDialect({ database: toSqliteDatabase(connection), turns }),
    ...(onStatement && { log: (event) => onStatement(event.query.sql) }),
  });
  // What is in memory belongs to the one connection.
  if (path === ':memory:') return new Database({ dialect: 'sqlite', kysely });
  return new Database({ dialect: 'sqlite', kysely, eventJournal: openJournal(options, turns) });
}

function openJournal(options: SqliteOptions, turns: WriteTurns): EventJournal {
  const { path, onStatement } = options;
  const connection = connect({ ...options, path: eventJournalPath(path) });
  connection.exec(CREATE_JOURNAL);
  connection.close();
  return new EventJournal({ path, pragmas: pragmasOf(options), turns, insertJournaled: INSERT_JOURNALED, onStatement });
}

function pragmasOf({ busyTimeoutMilliseconds = DEFAULT_BUSY_TIMEOUT_MILLISECONDS }: SqliteOptions): readonly string[] {
  return [
    `busy_timeout = ${Math.trunc(busyTimeoutMilliseconds)}`,
    'synchronous = FULL',
    // The journal copies the log back long before that, on another thread; a commit that does it itself makes everybody wait.
    `wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  ];
}

/** Prepares no statement: one that is not collected yet would keep a closed connection, and its locks, alive. */
function connect(options: SqliteOptions): Libsql.Database {
  const { path, busyTimeoutMilliseconds = DEFAULT_BUSY_TIMEOUT_MILLISECONDS } = options;
  try {
    if (path !== ':memory:') createPrivateFile(path);
    const connection = new Libsql(path);
    connection.exec(`pragma busy_timeout = ${Math.trunc(busyTimeoutMilliseconds)}`);
    useWriteAheadLog(connection, busyTimeoutMilliseconds);
    for (const pragma of pragmasOf(options)) connection.exec(`pragma ${pragma}`);
    return connection;
  } catch (error) {
    throw toTesseraError(error);
  }
}

/** Readable by nobody else; the log files inherit the mode. */
function createPrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

/** The change of the journal mode does not honour the busy time-out when several processes open a new file at once. */
function useWriteAheadLog(connection: Libsql.Database, patienceMilliseconds: number): void {
  const pauseMilliseconds = 20;
  for (let waited = 0; ; waited += pauseMilliseconds) {
    try {
      connection.exec('pragma journal_mode = WAL');
      return;
    } catch (error) {
      if (waited >= patienceMilliseconds) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
    }
  }
}
