import { randomUUID } from 'node:crypto';
import type { ChangeNotice, ChangeNotices } from '@tessera/core';
import { BLOCK_MILLISECONDS, NoticeTail } from './notice-tail.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisKeys } from './redis-keys.js';

export interface RedisChangeNoticesDependencies {
  readonly redis: RedisConnection;
  /** Default `tessera`. */
  readonly keyPrefix?: string;
  /** Hears what subscribers throw, and lost connections. */
  readonly onError?: (error: unknown) => void;
}

const KEPT_NOTICES = 10_000;
const LIFETIME_MILLISECONDS = 86_400_000;
const RESEND_MILLISECONDS = 250;

/**
 * Notices between nodes, over a stream that keeps the last ten thousand for a day: a node that lost its connection reads what it missed.
 * A publisher's own subscribers are told at once, synchronously. While Redis is away, notices are kept by this process and sent as soon as it
 * is back; a node without Redis serves no logins meanwhile, so nothing is decided by what it has not heard.
 */
export class RedisChangeNotices implements ChangeNotices {
  private readonly redis: RedisConnection;
  private readonly stream: string;
  private readonly onError: (error: unknown) => void;
  private readonly tail: NoticeTail;
  private readonly node = randomUUID();
  private readonly subscriptions = new Set<{ readonly listener: (notice: ChangeNotice) => void }>();
  private readonly gapSubscriptions = new Set<{ readonly listener: () => void }>();
  /** Notices that Redis did not take, each once. */
  private readonly unsent = new Map<string, ChangeNotice>();
  private resending: NodeJS.Timeout | undefined;
  private isClosed = false;

  /**
   * Opens a second connection and listens from now on.
   * @throws TesseraError `ERR_SERVER_CONFIGURATION` when the key prefix cannot be used
   */
  constructor(dependencies: RedisChangeNoticesDependencies) {
    this.redis = dependencies.redis;
    this.stream = new RedisKeys(dependencies.keyPrefix).notices;
    this.onError = dependencies.onError ?? (() => undefined);
    this.tail = new NoticeTail({
      reader: this.redis.duplicate(2 * BLOCK_MILLISECONDS),
      stream: this.stream,
      onEntry: (fields) => this.hear(fields),
      onGap: () => this.tellGap(),
      onError: this.onError,
    });
  }

  /** Resolves when the notices of other nodes are heard. Await it before anything is cached. */
  async ready(): Promise<void> {
    return this.tail.ready();
  }

  async publish(notice: ChangeNotice): Promise<void> {
    this.tell(notice);
    try {
      await this.send(notice);
    } catch (error) {
      this.onError(error);
      this.unsent.set(JSON.stringify(notice), notice);
      this.resendSoon();
    }
  }

  subscribe(listener: (notice: ChangeNotice) => void): () => void {
    const subscription = { listener };
    this.subscriptions.add(subscription);
    return () => void this.subscriptions.delete(subscription);
  }

  /**
   * Calls back when notices may have been missed for good: after a lost connection, when Redis no longer knows the last one that was heard.
   * Whoever hears it must take everything cached for out of date. Returns the function that ends the subscription.
   */
  onGap(listener: () => void): () => void {
    const subscription = { listener };
    this.gapSubscriptions.add(subscription);
    return () => void this.gapSubscriptions.delete(subscription);
  }

  /** Ends the second connection. Notices that were not sent are lost. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.resending);
    await this.tail.stop();
  }

  private async send({ tenantId, what, key }: ChangeNotice): Promise<void> {
    const text = JSON.stringify({ tenantId, what, key });
    await Promise.all([
      this.redis.command(async (client) =>
        client.xadd(this.stream, 'MAXLEN', '~', KEPT_NOTICES, '*', 'node', this.node, 'notice', text),
      ),
      this.redis.command(async (client) => client.pexpire(this.stream, LIFETIME_MILLISECONDS)),
    ]);
  }

  private resendSoon(): void {
    if (this.isClosed) return;
    this.resending ??= setTimeout(() => void this.resend(), RESEND_MILLISECONDS).unref();
  }

  private async resend(): Promise<void> {
    try {
      for (const [text, notice] of [...this.unsent]) {
        await this.send(notice);
        this.unsent.delete(text);
      }
    } catch (error) {
      this.onError(error);
    }
    this.resending = undefined;
    if (this.unsent.size > 0) this.resendSoon();
  }

  private hear([, node, , text]: readonly string[]): void {
    if (node === this.node || text === undefined) return;
    try {
      this.tell(JSON.parse(text) as ChangeNotice);
    } catch (error) {
      this.onError(error);
    }
  }

  private tell(notice: ChangeNotice): void {
    for (const { listener } of [...this.subscriptions]) this.guarded(() => listener(notice));
  }

  private tellGap(): void {
    for (const { listener } of [...this.gapSubscriptions]) this.guarded(listener);
  }

  /** One subscriber's fault may not keep the others on stale data. */
  private guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.onError(error);
    }
  }
}
