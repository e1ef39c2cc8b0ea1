import type { Cluster, Redis } from 'ioredis';
import { Departures } from './departures.js';
import type { Script } from './script.js';
import { unavailable } from './unavailable.js';

/** One server (or the master that sentinels name), or a cluster. */
export type RedisClient = Redis | Cluster;

export interface RedisConnectionOptions {
  /**
   * After how many milliseconds a command is given up, whatever the client still tries (a cluster client follows redirections and waits for
   * failovers). Default 1000.
   */
  readonly deadlineMilliseconds?: number;
  /** Hears errors of the connection itself, which the client heals; silent by default. */
  readonly onError?: (error: unknown) => void;
}

const DEFAULT_DEADLINE_MILLISECONDS = 1000;

/**
 * A client together with what all adapters need of it: every failure is `ERR_STORE_UNAVAILABLE`, nothing waits for long, scripts are sent by
 * their digest. Shared by all adapters of a process.
 */
export class RedisConnection {
  readonly client: RedisClient;
  private readonly onError: (error: unknown) => void;
  private readonly departures: Departures;
  /** Why there is no connection. */
  private lastError: unknown;

  /** @param client from {@link createRedis}, or the host's own: then with `enableOfflineQueue: false` and `autoResendUnfulfilledCommands: false` */
  constructor(client: RedisClient, options: RedisConnectionOptions = {}) {
    this.client = client;
    this.departures = new Departures(client, options.deadlineMilliseconds ?? DEFAULT_DEADLINE_MILLISECONDS);
    this.onError = options.onError ?? (() => undefined);
    // Without a listener the client prints every lost connection.
    this.client.on('error', (error: unknown) => {
      this.lastError = error;
      this.onError(error);
    });
  }

  /**
   * Runs a command.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`; the command may have been carried out all the same
   */
  async command<T>(run: (client: Redis) => Promise<T>): Promise<T> {
    try {
      // A cluster client has the same commands; the union of both cannot be called.
      return await this.departures.answerTo(async () => run(this.client as Redis));
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Runs a script, which is sent in full only when the server does not know it yet.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async script({ lua, digest }: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.command(async (client) => {
      try {
        return await client.evalsha(digest, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return client.eval(lua, keys.length, ...keys, ...args);
      }
    });
  }

  /**
   * Readiness: resolves when the server answers.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async ping(): Promise<void> {
    await this.command(async (client) => client.ping());
  }

  /**
   * Waits for the first connection.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE` when there is none after `timeoutMilliseconds`; the client goes on trying
   */
  async ready(timeoutMilliseconds: number = 5000): Promise<void> {
    const { client } = this;
    if (client.status === 'ready') return;
    let onReady: (() => void) | undefined;
    const connected = new Promise<void>((resolve) => {
      onReady = resolve;
      client.once('ready', resolve);
    });
    try {
      await within(timeoutMilliseconds, connected);
    } catch (error) {
      // A wrong password or an unknown host says more than that time is over.
      throw unavailable(this.lastError ?? error);
    } finally {
      if (onReady) client.off('ready', onReady);
    }
  }

  /**
   * A second connection to the same server, for commands that block.
   * @param commandTimeoutMilliseconds longer than the longest block
   */
  duplicate(commandTimeoutMilliseconds: number): RedisConnection {
    const limits = { commandTimeout: commandTimeoutMilliseconds, socketTimeout: commandTimeoutMilliseconds };
    const client = isCluster(this.client)
      ? this.client.duplicate(undefined, { redisOptions: limits })
      : this.client.duplicate(limits);
    return new RedisConnection(client, {
      deadlineMilliseconds: commandTimeoutMilliseconds,
      onError: this.onError,
    });
  }

  /** Ends the connection after the commands under way; at once when the server does not answer. */
  async close(): Promise<void> {
    try {
      await this.command(async (client) => client.quit());
    } catch {
      // Not connected, or it hangs: nothing is left to be waited for.
    }
    this.client.disconnect();
  }
}

function isCluster(client: RedisClient): client is Cluster {
  return client.isCluster;
}

/** Rejects when the work is not done in time. */
function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not within ${String(milliseconds)} ms`)), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
