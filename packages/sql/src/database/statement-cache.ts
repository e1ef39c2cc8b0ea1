import type { SqliteStatement } from 'kysely';

/** Queries differ in few places, such as the length of a list: far more than a server has. */
const MOST_STATEMENTS = 200;

/** Statements whose result or plan does not outlive a change of the schema are not worth keeping, and everything else than these may be one. */
const KEPT = /^(?:select|insert|update|delete|begin|commit|rollback)\b/i;

/** Prepared statements by their text. Preparing costs more than running most of them. The least recently used one makes room. */
export class StatementCache {
  readonly #prepare: (text: string) => SqliteStatement;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(prepare: (text: string) => SqliteStatement) {
    this.#prepare = prepare;
  }

  get(text: string): SqliteStatement {
    const known = this.#statements.get(text);
    if (known) {
      this.#statements.delete(text);
      this.#statements.set(text, known);
      return known;
    }
    const statement = this.#prepare(text);
    if (!KEPT.test(text)) {
      this.#statements.clear();
      return statement;
    }
    this.#statements.set(text, statement);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size > MOST_STATEMENTS && oldest !== undefined) this.#statements.delete(oldest);
    return statement;
  }
}
