import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import Libsql from 'libsql';
import { Database } from './database.js';
import { toTesseraError } from './faults.js';
import type { Schema } from './schema.js';
import { ImmediateSqliteDialect, toSqliteDatabase } from './sqlite-dialect.js';

export interface SqliteOptions {
  /** The file; it and its folders are made when missing. `:memory:` keeps everything in this process and forgets it on close. */
  readonly path: string;
  /** How long a statement waits for another process's write. 5000 unless told. The JavaScript thread stands still meanwhile. */
  readonly busyTimeoutMilliseconds?: number;
  /** Told the text of each statement, never its parameters. */
  readonly onStatement?: (text: string) => void;
}

const DEFAULT_BUSY_TIMEOUT_MILLISECONDS = 5000;

/**
 * Opens an embedded SQLite database. What was acknowledged survives the death of the process and the loss of power (write-ahead log, synced
 * with every commit). Several processes may share the file on one machine.
 * @throws TesseraError `ERR_STORE_UNAVAILABLE` when the file cannot be opened
 */
export function openSqlite(options: SqliteOptions): Database {
  const connection = connect(options);
  const { onStatement } = options;
  const kysely = new Kysely<Schema>({
    dialect: new ImmediateSqliteDialect({ database: toSqliteDatabase(connection) }),
    ...(onStatement && { log: (event) => onStatement(event.query.sql) }),
  });
  return new Database({ dialect: 'sqlite', kysely });
}

function connect({
  path,
  busyTimeoutMilliseconds = DEFAULT_BUSY_TIMEOUT_MILLISECONDS,
}: SqliteOptions): Libsql.Database {
  try {
    if (path !== ':memory:') createPrivateFile(path);
    const connection = new Libsql(path);
    connection.pragma(`busy_timeout = ${Math.trunc(busyTimeoutMilliseconds)}`);
    useWriteAheadLog(connection, busyTimeoutMilliseconds);
    connection.pragma('synchronous = FULL');
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
      connection.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (waited >= patienceMilliseconds) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
    }
  }
}
