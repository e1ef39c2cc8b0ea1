import { TesseraError, type Clock, type SecretBox, type SecurityEvent, type SecurityEventStore } from '@tessera/core';
import { OUTBOX_LIFETIME_MILLISECONDS } from './event-outbox.js';
import { FORGET_OUTBOX } from './lua/scripts.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisKeys } from './redis-keys.js';

export interface OutboxRelayDependencies {
  readonly redis: RedisConnection;
  readonly secretBox: SecretBox;
  /** Where events end up. */
  readonly events: SecurityEventStore;
  /** The transaction store's; default `tessera`. */
  readonly keyPrefix?: string;
  /** Younger entries are left to the node that committed them. Default 5000. */
  readonly minimumAgeMilliseconds?: number;
  /** Against which the age is measured; near that of the Redis server. The system's by default. */
  readonly clock?: Clock;
  /** Hears what could not be delivered and stays in the outbox. */
  readonly onError?: (error: unknown) => void;
}

/** What one run did. */
export interface RelayReport {
  /** Commits whose events are durable now. */
  readonly delivered: number;
  /** Commits whose events could not be delivered. */
  readonly failed: number;
}

interface Entry {
  readonly id: string;
  readonly payload: string;
}

const MINIMUM_AGE_MILLISECONDS = 5_000;
const MOST_AT_ONCE = 100;

/**
 * Delivers the events that nodes committed and, because they died or the durable store was down, did not deliver. At least once: the durable
 * store knows an event by its id. May run on every node at the same time.
 */
export class OutboxRelay {
  private readonly dependencies: OutboxRelayDependencies;
  private readonly keys: RedisKeys;
  private timer: NodeJS.Timeout | undefined;
  private isStarted = false;
  private running: Promise<RelayReport> | undefined;

  /** @throws TesseraError `ERR_SERVER_CONFIGURATION` when the key prefix cannot be used */
  constructor(dependencies: OutboxRelayDependencies) {
    this.dependencies = dependencies;
    this.keys = new RedisKeys(dependencies.keyPrefix);
  }

  /** Runs now and then again and again, `intervalMilliseconds` (default 10,000) after each run; errors go to `onError`. */
  start(intervalMilliseconds: number = 10_000): void {
    if (this.isStarted) return;
    this.isStarted = true;
    const run = async (): Promise<void> => {
      await this.runOnce().catch((error: unknown) => this.report(error));
      if (this.isStarted) this.timer = setTimeout(() => void run(), intervalMilliseconds).unref();
    };
    void run();
  }

  /** Ends the repetition and waits for the run under way. */
  async stop(): Promise<void> {
    this.isStarted = false;
    clearTimeout(this.timer);
    await this.running?.catch(() => undefined);
  }

  /**
   * Delivers what is there. A call during a run joins it.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE` when Redis or the durable store does not answer; what was delivered until then is
   */
  async runOnce(): Promise<RelayReport> {
    this.running ??= this.deliverAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async deliverAll(): Promise<RelayReport> {
    const { redis } = this.dependencies;
    const listed = await redis.command(async (client) => client.zrange(this.keys.outboxes, '0', '-1', 'WITHSCORES'));
    const total = { delivered: 0, failed: 0 };
    for (let index = 0; index < listed.length; index += 2) {
      const [tenantId, registeredAt] = [listed[index] ?? '', Number(listed[index + 1])];
      const { delivered, failed } = await this.deliverTenant(tenantId);
      total.delivered += delivered;
      total.failed += failed;
      if (delivered + failed === 0) await this.forgetIfUnused(tenantId, registeredAt);
    }
    return total;
  }

  private async deliverTenant(tenantId: string): Promise<RelayReport> {
    const {
      redis,
      minimumAgeMilliseconds = MINIMUM_AGE_MILLISECONDS,
      clock = { now: () => Date.now() },
    } = this.dependencies;
    const outbox = this.keys.outbox(tenantId);
    const end = minimumAgeMilliseconds > 0 ? String(clock.now() - minimumAgeMilliseconds) : '+';
    const total = { delivered: 0, failed: 0 };
    for (let start = '-'; ;) {
      const found = await redis.command(async (client) => client.xrange(outbox, start, end, 'COUNT', MOST_AT_ONCE));
      const entries = found.map(([id, fields]): Entry => ({ id, payload: fields[1] ?? '' }));
      const delivered = await this.deliver(entries);
      if (delivered.length > 0) await redis.command(async (client) => client.xdel(outbox, ...delivered));
      total.delivered += delivered.length;
      total.failed += entries.length - delivered.length;
      const last = entries.at(-1);
      if (!last || entries.length < MOST_AT_ONCE) return total;
      start = `(${last.id}`;
    }
  }

  /** The ids of the entries that are durable now. One that cannot be delivered does not keep the others back. */
  private async deliver(entries: readonly Entry[]): Promise<readonly string[]> {
    const opened = entries.flatMap(({ id, payload }) => {
      const events = this.open(payload);
      return events ? [{ id, events }] : [];
    });
    if (opened.length === 0) return [];
    if (await this.append(opened.flatMap(({ events }) => events))) return opened.map(({ id }) => id);
    const delivered: string[] = [];
    for (const { id, events } of opened) if (await this.append(events)) delivered.push(id);
    return delivered;
  }

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE`: nothing else could be delivered either */
  private async append(events: readonly SecurityEvent[]): Promise<boolean> {
    try {
      await this.dependencies.events.append(events);
      return true;
    } catch (error) {
      if (error instanceof TesseraError && error.code === 'ERR_STORE_UNAVAILABLE') throw error;
      this.report(error);
      return false;
    }
  }

  private open(payload: string): readonly SecurityEvent[] | undefined {
    try {
      return JSON.parse(this.dependencies.secretBox.open(payload)) as readonly SecurityEvent[];
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** A tenant that has said nothing for long, and whose outbox is gone or empty, is looked for no more. */
  private async forgetIfUnused(tenantId: string, registeredAt: number): Promise<void> {
    const { redis, clock = { now: () => Date.now() } } = this.dependencies;
    if (clock.now() - registeredAt < OUTBOX_LIFETIME_MILLISECONDS) return;
    const left = await redis.command(async (client) => client.xlen(this.keys.outbox(tenantId)));
    if (left === 0) await redis.script(FORGET_OUTBOX, [this.keys.outboxes], [tenantId, registeredAt]);
  }

  private report(error: unknown): void {
    this.dependencies.onError?.(error);
  }
}
