import { sql, type Kysely, type Transaction } from 'kysely';
import { TesseraError } from '@tessera/core';
import type { EventJournal } from './event-journal.js';
import { isRetryable, isUnstorableText, LostRace, toTesseraError } from './faults.js';
import type { Schema } from './schema.js';

/** Where the tables are and how the two dialects differ. */
export interface DatabaseParts {
  readonly dialect: 'sqlite' | 'postgres';
  readonly kysely: Kysely<Schema>;
  /** PostgreSQL: the schema that holds the tables. */
  readonly schema?: string;
  /** Opens a connection of its own without time limits, for migrations; the caller destroys it. Absent: {@link kysely} serves. */
  readonly openUnlimited?: () => Kysely<Schema>;
  /** SQLite in a file: where events go first. */
  readonly eventJournal?: EventJournal;
}

/** Runs of one transaction before the caller is told that the store is not available; every lost run means that another one got through. */
const MAX_RUNS = 100;

/** An open database. Made by `openSqlite` or `openPostgres`; shared by all stores. */
export class Database {
  readonly dialect: 'sqlite' | 'postgres';
  readonly kysely: Kysely<Schema>;
  readonly schema: string | undefined;
  readonly openUnlimited: (() => Kysely<Schema>) | undefined;
  readonly #eventJournal: EventJournal | undefined;

  constructor(parts: DatabaseParts) {
    this.dialect = parts.dialect;
    this.kysely = parts.kysely;
    this.schema = parts.schema;
    this.openUnlimited = parts.openUnlimited;
    this.#eventJournal = parts.eventJournal;
  }

  /**
   * Runs one statement.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE` for whatever the driver throws, `ERR_INVALID_DOCUMENT` for text that cannot be stored
   */
  async run<T>(statement: (kysely: Kysely<Schema>) => Promise<T>): Promise<T> {
    try {
      return await statement(this.kysely);
    } catch (error) {
      throw toTesseraError(error);
    }
  }

  /** Like {@link run}, for look-ups: a key that cannot be stored names nothing, so the answer is `absent`. */
  async lookUp<T>(absent: T, statement: (kysely: Kysely<Schema>) => Promise<T>): Promise<T> {
    try {
      return await statement(this.kysely);
    } catch (error) {
      if (isUnstorableText(error)) return absent;
      throw toTesseraError(error);
    }
  }

  /**
   * Runs `work` in one transaction, again from the start when another one got in the way (unique violation, deadlock, {@link LostRace}).
   * It must therefore do nothing but talk to the database.
   * @throws TesseraError as {@link run}; what `work` throws as such goes through
   */
  async transact<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> {
    for (let runs = 1; ; runs += 1) {
      try {
        return await this.kysely.transaction().execute(work);
      } catch (error) {
        if (!isRetryable(error)) throw toTesseraError(error);
        if (runs >= MAX_RUNS) throw tooManyRuns(error);
      }
    }
  }

  /**
   * Puts events where they are safe and {@link settleEvents} finds them. False when this database needs no such place: nothing was done then.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async journalEvents(events: readonly object[]): Promise<boolean> {
    if (!this.#eventJournal) return false;
    try {
      await this.#eventJournal.append(events);
      return true;
    } catch (error) {
      throw toTesseraError(error);
    }
  }

  /**
   * Resolves when every event that was appended before is in the table of events; for who reads or copies that table.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async settleEvents(): Promise<void> {
    try {
      await this.#eventJournal?.settle();
    } catch (error) {
      throw toTesseraError(error);
    }
  }

  /**
   * Resolves when the database answers; for readiness.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async ping(): Promise<void> {
    await this.run((kysely) => sql`select 1`.execute(kysely));
  }

  /** Closes all connections. What is still running fails with `ERR_STORE_UNAVAILABLE`. */
  async close(): Promise<void> {
    await this.#eventJournal?.close();
    await this.kysely.destroy();
  }
}

function tooManyRuns(error: unknown): TesseraError {
  if (!(error instanceof LostRace)) return toTesseraError(error);
  return new TesseraError('ERR_STORE_UNAVAILABLE', `a transaction lost ${MAX_RUNS} races in a row`);
}
