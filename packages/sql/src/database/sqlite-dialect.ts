import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type SqliteDatabase,
  type SqliteDialectConfig,
  type SqliteStatement,
} from 'kysely';
import type Libsql from 'libsql';
import { UNSTORABLE_TEXT } from './faults.js';

/** SQLite whose transactions take the write lock when they begin: a lock taken later can fail at once, whatever the busy time-out. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config);
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** A libsql connection as Kysely wants it, with parameters checked. */
export function toSqliteDatabase(connection: Libsql.Database): SqliteDatabase {
  return {
    prepare: (text) => checkedStatement(connection.prepare(text)),
    close: () => {
      connection.close();
    },
  };
}

function checkedStatement(statement: Libsql.Statement): SqliteStatement {
  return {
    reader: statement.reader,
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
