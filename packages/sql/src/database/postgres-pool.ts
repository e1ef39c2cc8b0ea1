import pg from 'pg';
import type { PostgresPool, PostgresPoolClient } from 'kysely';

export interface PostgresPoolOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly connectTimeoutMilliseconds: number;
  /** 0: no limit. */
  readonly statementTimeoutMilliseconds: number;
}

/** A statement's own time is limited by the server; this much later the client gives up on a server that says nothing at all. */
const SILENCE_MILLISECONDS = 500;

/** A pool that throws away connections which failed, so that none is handed out with an old statement still on the way. */
export function createPostgresPool(options: PostgresPoolOptions): PostgresPool {
  const { statementTimeoutMilliseconds: limit } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: options.connectTimeoutMilliseconds,
    application_name: 'tessera',
    keepAlive: true,
    types: { getTypeParser },
    ...(limit > 0 && { statement_timeout: limit, query_timeout: limit + SILENCE_MILLISECONDS }),
  });
  // An idle connection that breaks is replaced on the next use; without a listener the process would end.
  pool.on('error', () => undefined);
  // The same for one that breaks between two statements of its user; the next statement fails and tells.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    connect: async () => toPoolClient(await pool.connect()),
    end: () => pool.end(),
  };
}

function toPoolClient(client: pg.PoolClient): PostgresPoolClient {
  let isBroken = false;
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.query(text, [...parameters]);
    } catch (error) {
      isBroken ||= !isPlainError(error);
      throw error;
    }
  };
  return { query: query as PostgresPoolClient['query'], release: () => client.release(isBroken) };
}

/** The server ended the session: connection exceptions, shutdowns, its limit for idle transactions. (`severity` speaks the server's language.) */
const SESSION_ENDED = /^(08|57P|25P03)/;

/** After a plain error the connection is as good as before; after a time-out or a cut line nobody knows. */
function isPlainError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !SESSION_ENDED.test(error.code ?? '');
}

const INT8: number = pg.types.builtins.INT8;

/** Counts and instants stay far below 2^53, so `bigint` columns come back as numbers. */
const getTypeParser = ((type: number, format?: 'text'): unknown =>
  type === INT8 ? Number : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser;
