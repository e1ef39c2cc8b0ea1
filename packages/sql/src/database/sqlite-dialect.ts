import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type SqliteDatabase,
  type SqliteDialectConfig,
  type SqliteStatement,
} from 'kysely';
import type Libsql from 'libsql';
import { UNSTORABLE_TEXT } from './faults.js';
import { StatementCache } from './statement-cache.js';
import type { WriteTurns } from './write-turns.js';

export interface ImmediateSqliteConfig extends SqliteDialectConfig {
  /** Shared with whoever else writes to the file in this process. */
  readonly turns: WriteTurns;
}

/** SQLite whose transactions take the write lock when they begin: a lock taken later can fail at once, whatever the busy time-out. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: ImmediateSqliteConfig;

  constructor(config: ImmediateSqliteConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config);
  }
}

/** There is one connection, which Kysely lends to one user at a time: a transaction is the only one that is open. */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #turns: WriteTurns;
  #endTurn: (() => void) | undefined;

  constructor(config: ImmediateSqliteConfig) {
    super(config);
    this.#turns = config.turns;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    return {
      executeQuery: (query) => this.#execute(connection, query),
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    };
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#endTurn = await this.#turns.take();
    try {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#end();
  }

  // Also after a commit that failed.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } finally {
      this.#end();
    }
  }

  async #execute<R>(connection: DatabaseConnection, query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#endTurn || READS.test(query.sql)) return connection.executeQuery<R>(query);
    return this.#turns.during(() => connection.executeQuery<R>(query));
  }

  #end(): void {
    this.#endTurn?.();
    this.#endTurn = undefined;
  }
}

const READS = /^(?:select|pragma)\b/i;

/** A libsql connection as Kysely wants it, with parameters checked. */
export function toSqliteDatabase(connection: Libsql.Database): SqliteDatabase {
  const statements = new StatementCache((text) => checkedStatement(connection.prepare(text)));
  return {
    prepare: (text) => statements.get(text),
    close: () => {
      connection.close();
    },
  };
}

function checkedStatement(statement: Libsql.Statement): SqliteStatement {
  const { reader } = statement;
  return {
    reader,
    all: (parameters) => statement.all(checked(parameters)),
    run: (parameters) => statement.run(checked(parameters)),
    iterate: (parameters) => statement.iterate(checked(parameters)),
  };
}

/** libsql cuts a text at U+0000: `a\0b` would find and overwrite the row of `a`. */
function checked(parameters: readonly unknown[]): readonly unknown[] {
  for (const parameter of parameters) {
    if (typeof parameter === 'string' && parameter.includes('\0')) {
      throw Object.assign(new Error('a parameter holds the character U+0000'), { code: UNSTORABLE_TEXT });
    }
  }
  return parameters;
}
