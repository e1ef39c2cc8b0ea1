import type { SecretBox, SecurityEvent, SecurityEventStore } from '@tessera/core';
import type { RedisConnection } from './redis-connection.js';
import type { RedisKeys } from './redis-keys.js';

export interface EventOutboxDependencies {
  readonly redis: RedisConnection;
  readonly keys: RedisKeys;
  readonly secretBox: SecretBox;
  /** Where events end up. */
  readonly events: SecurityEventStore;
  /** Hears what goes wrong after a commit, which fails no call. */
  readonly onError: (error: unknown) => void;
}

/** How long undelivered events are kept, from the last commit of their tenant on: 7 days. */
export const OUTBOX_LIFETIME_MILLISECONDS: number = 7 * 86_400_000;

/** How long a node relies on what it wrote into the list of outboxes. */
const REGISTRATION_MILLISECONDS = 600_000;

const ACKNOWLEDGE_AFTER_MILLISECONDS = 100;
const MOST_PENDING = 256;
const MOST_REGISTERED = 100_000;

/**
 * Events between their commit and the durable store. The commit writes them into a stream of the tenant; whoever committed delivers them at
 * once and then takes them out, many at a time. What a dead node left is delivered by the {@link OutboxRelay}.
 */
export class EventOutbox {
  private readonly dependencies: EventOutboxDependencies;
  /** Until when a tenant need not be registered again, by tenant. */
  private readonly registered = new Map<string, number>();
  private pending = new Map<string, string[]>();
  private pendingCount = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(dependencies: EventOutboxDependencies) {
    this.dependencies = dependencies;
  }

  /**
   * Makes sure that a relay will look for the tenant's outbox. Before the commit: afterwards this node may be dead.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async register(tenantId: string): Promise<void> {
    const now = Date.now();
    if (now < (this.registered.get(tenantId) ?? 0)) return;
    const { redis, keys } = this.dependencies;
    await Promise.all([
      redis.command(async (client) => client.zadd(keys.outboxes, now, tenantId)),
      redis.command(async (client) => client.pexpire(keys.outboxes, 2 * OUTBOX_LIFETIME_MILLISECONDS)),
    ]);
    if (this.registered.size >= MOST_REGISTERED) this.registered.clear();
    this.registered.set(tenantId, now + REGISTRATION_MILLISECONDS);
  }

  /** What the commit writes into the stream. Sealed, for events tell addresses; empty when there are none. */
  payloadOf(events: readonly SecurityEvent[] | undefined): string {
    return events && events.length > 0 ? this.dependencies.secretBox.seal(JSON.stringify(events)) : '';
  }

  /** Delivers what was just committed. Never fails: the events are in the outbox, and the relay will find them there. */
  async deliver(tenantId: string, entry: string, events: readonly SecurityEvent[] | undefined): Promise<void> {
    if (!events || events.length === 0) return;
    try {
      await this.dependencies.events.append(events);
    } catch (error) {
      this.dependencies.onError(error);
      return;
    }
    if (entry !== '') this.acknowledge(tenantId, entry);
  }

  /** Takes delivered events out of the streams now. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { redis, keys, onError } = this.dependencies;
    const pending = this.pending;
    this.pending = new Map();
    this.pendingCount = 0;
    const removals = [...pending].map(async ([tenantId, entries]) =>
      redis.command(async (client) => client.xdel(keys.outbox(tenantId), ...entries)),
    );
    // What stays in the stream is delivered once more, and the store knows it then.
    for (const { status, reason } of (await Promise.allSettled(removals)) as PromiseRejectedResult[]) {
      if (status === 'rejected') onError(reason);
    }
  }

  private acknowledge(tenantId: string, entry: string): void {
    const entries = this.pending.get(tenantId);
    if (entries) entries.push(entry);
    else this.pending.set(tenantId, [entry]);
    this.pendingCount += 1;
    if (this.pendingCount >= MOST_PENDING) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), ACKNOWLEDGE_AFTER_MILLISECONDS).unref();
  }
}
