import Libsql from 'libsql/promise';

type Value = string | number;

export interface BackgroundConnectionOptions {
  readonly path: string;
  /** Run once, before anything else, e.g. `pragma synchronous = FULL`. */
  readonly setUp: readonly string[];
  /** Told the text of each statement, with `?` for its values. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

/**
 * A connection to a SQLite file whose statements run on a thread of the driver: nobody waits for the disk but who asked. The plain driver syncs
 * each commit on the JavaScript thread, where it takes milliseconds in which the process answers nobody.
 *
 * Each call is one statement and so a transaction of its own: between two calls it holds no lock that only the JavaScript thread could free.
 */
export class BackgroundConnection {
  readonly #options: BackgroundConnectionOptions;
  #connection: Promise<Libsql> | undefined;
  #isClosed = false;

  constructor(options: BackgroundConnectionOptions) {
    this.#options = options;
  }

  /** Runs a statement; each `?` is the next of these values. Durable when it resolves; rejects with the driver's error. */
  async run(text: string, values: readonly Value[] = []): Promise<void> {
    const connection = await this.#connected();
    this.#options.onStatement?.(text);
    await connection.exec(withValues(text, values));
  }

  /** The one number that a query answers with; undefined for null. Rejects with the driver's error. */
  async number(text: string, values: readonly Value[] = []): Promise<number | undefined> {
    const connection = await this.#connected();
    this.#options.onStatement?.(text);
    const statement = (await connection.prepare(withValues(text, values))) as RawStatement;
    const [row] = await statement.raw().all();
    return row?.[0] ?? undefined;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => undefined);
    connection?.close();
  }

  async #connected(): Promise<Libsql> {
    if (this.#isClosed) throw new Error('the database is closed');
    this.#connection ??= connect(this.#options).catch((error: unknown): never => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }
}

/** The part of the driver's statement that is used; its own types say `any`. */
interface RawStatement {
  raw(): { all(): Promise<readonly (readonly (number | null)[])[]> };
}

/** The driver binds parameters on the calling thread only, so values are literals. */
function withValues(text: string, values: readonly Value[]): string {
  let next = 0;
  return text.replace(/\?/g, () => literal(values[next++] ?? ''));
}

/** A value within a statement. libsql would cut the text at U+0000; within quotes SQLite knows one escape. */
export function literal(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (value.includes('\0')) throw new Error('a literal holds the character U+0000');
  return `'${value.replaceAll("'", "''")}'`;
}

async function connect({ path, setUp }: BackgroundConnectionOptions): Promise<Libsql> {
  const connection = new Libsql(path, {});
  for (const text of setUp) await connection.exec(text);
  return connection;
}
