import type { RedisConnection } from './redis-connection.js';

export interface NoticeTailOptions {
  /** A connection of its own, for reading blocks it. */
  readonly reader: RedisConnection;
  readonly stream: string;
  /** Hears each entry, in order. */
  readonly onEntry: (fields: readonly string[]) => void;
  /** Entries may have been lost while the connection was. What the stream still holds follows. */
  readonly onGap: () => void;
  readonly onError: (error: unknown) => void;
}

/** How long one read waits for entries. */
export const BLOCK_MILLISECONDS = 1000;

const RETRY_MILLISECONDS = 100;
const MOST_AT_ONCE = 500;
const START = '0-0';

/** Follows a stream from now on. After a lost connection it goes on where it was, if the stream still knows that place. */
export class NoticeTail {
  private readonly options: NoticeTailOptions;
  private readonly listening: Promise<void>;
  private readonly ended: Promise<void>;
  private announce: () => void = () => undefined;
  /** The last entry that was read; undefined until the end of the stream was found. */
  private position: string | undefined;
  private hasFailed = false;
  private isStopped = false;

  constructor(options: NoticeTailOptions) {
    this.options = options;
    this.listening = new Promise((resolve) => (this.announce = resolve));
    this.ended = this.follow();
  }

  /** Resolves when every entry from then on will be heard. */
  async ready(): Promise<void> {
    return this.listening;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    // A read that blocks is not waited for.
    this.options.reader.client.disconnect();
    await this.ended;
  }

  private async follow(): Promise<void> {
    const { reader, onError } = this.options;
    while (!this.isStopped) {
      try {
        await reader.ready(BLOCK_MILLISECONDS);
        await this.findPlace();
        await this.read();
      } catch (error) {
        this.hasFailed = true;
        if (!this.isStopped) onError(error);
        if (!this.isStopped) await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
      }
    }
  }

  private async findPlace(): Promise<void> {
    const { reader, stream, onGap } = this.options;
    const wasLate = this.hasFailed;
    if (this.position === undefined) {
      const [newest] = await reader.command(async (client) => client.xrevrange(stream, '+', '-', 'COUNT', 1));
      this.position = newest?.[0] ?? START;
      this.hasFailed = false;
      // Redis was not there at the start: what was announced meanwhile is unknown.
      if (wasLate) onGap();
      this.announce();
    } else if (wasLate) {
      const last = this.position;
      const [found] = await reader.command(async (client) => client.xrange(stream, last, last, 'COUNT', 1));
      this.hasFailed = false;
      if (found) return;
      // Trimmed, expired, or another server: everything it still holds may be news.
      this.position = START;
      onGap();
    }
  }

  private async read(): Promise<void> {
    const { reader, stream, onEntry } = this.options;
    const from = this.position ?? START;
    const found = await reader.command(async (client) =>
      client.xread('COUNT', MOST_AT_ONCE, 'BLOCK', BLOCK_MILLISECONDS, 'STREAMS', stream, from),
    );
    for (const [id, fields] of found?.[0]?.[1] ?? []) {
      this.position = id;
      onEntry(fields);
    }
  }
}
