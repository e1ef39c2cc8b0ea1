import Libsql from 'libsql/promise';
import type { WriteTurns } from './write-turns.js';

export interface BackgroundWriterOptions {
  readonly path: string;
  /** What the connection is set to, e.g. `synchronous = FULL`. */
  readonly pragmas: readonly string[];
  /** Shared with the first connection. */
  readonly turns: WriteTurns;
  readonly onStatement?: ((text: string) => void) | undefined;
}

/**
 * A second connection to a SQLite file, whose statements run on a thread of the driver: nobody waits for the disk but who asked. The plain
 * driver syncs each commit on the JavaScript thread, where it takes milliseconds in which the process answers nobody.
 *
 * Each call is one statement and so a transaction of its own: between two calls it holds no lock that only the JavaScript thread could free.
 */
export class BackgroundWriter {
  readonly #options: BackgroundWriterOptions;
  #connection: Promise<Libsql> | undefined;
  #isClosed = false;

  constructor(options: BackgroundWriterOptions) {
    this.#options = options;
  }

  /** Runs a statement whose one parameter, written `?`, is this value as JSON. Durable when it resolves; rejects with the driver's error. */
  async run(text: string, value: unknown): Promise<void> {
    if (this.#isClosed) throw new Error('the database is closed');
    const connection = await this.#connected();
    this.#options.onStatement?.(text);
    // The driver binds parameters on the calling thread only, so the value is a literal; JSON has no U+0000, the one character libsql would
    // cut a text at, and within quotes SQLite knows one escape.
    const literal = `'${JSON.stringify(value).replaceAll("'", "''")}'`;
    const end = await this.#options.turns.take();
    try {
      await connection.exec(text.replace('?', () => literal));
    } finally {
      end();
    }
  }

  #connected(): Promise<Libsql> {
    this.#connection ??= connect(this.#options).catch((error: unknown): never => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => undefined);
    connection?.close();
  }
}

async function connect({ path, pragmas }: BackgroundWriterOptions): Promise<Libsql> {
  const connection = new Libsql(path, {});
  for (const pragma of pragmas) await connection.exec(`pragma ${pragma}`);
  return connection;
}
