import {
  TesseraError,
  type Instant,
  type SecretBox,
  type SecurityEvent,
  type SecurityEventStore,
  type TransactionRef,
  type TransactionSnapshot,
  type TransactionStore,
  type TransitionFunction,
} from '@tessera/core';
import { GRACE_MILLISECONDS } from './budget-arguments.js';
import { EventOutbox } from './event-outbox.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisKeys } from './redis-keys.js';
import { SnapshotCache } from './snapshot-cache.js';
import { openRecord, readRecord, type VersionedSnapshot } from './snapshot-record.js';
import { TransactionCommits } from './transaction-commits.js';
import { TransactionUpdate } from './transaction-update.js';
import { Turns } from './turns.js';

export interface RedisTransactionStoreDependencies {
  readonly redis: RedisConnection;
  /** Snapshots and events hold personal data and are sealed before they leave the process. */
  readonly secretBox: SecretBox;
  /** Where events end up. */
  readonly events: SecurityEventStore;
  /** Default `tessera`; the same for every adapter and node of an installation. */
  readonly keyPrefix?: string;
  /** How many snapshots this process remembers at least, those used last; never more than twice as many. Default 10,000. */
  readonly cachedSnapshots?: number;
  /**
   * Hears what goes wrong after a commit. A commit whose events the durable store did not take has happened nevertheless, and its events wait in
   * the outbox for the relay, so that no caller is told otherwise.
   */
  readonly onError?: (error: unknown) => void;
}

const CACHED_SNAPSHOTS = 10_000;
const MOST_READ_AT_ONCE = 100;

/**
 * Transactions in Redis, a server or a cluster, shared by all nodes. An update is one script and, for what this process saw last, one round
 * trip. Expiry is judged by the caller's clock; Redis clears up a minute later.
 */
export class RedisTransactionStore implements TransactionStore {
  private readonly redis: RedisConnection;
  private readonly secretBox: SecretBox;
  private readonly keys: RedisKeys;
  private readonly outbox: EventOutbox;
  private readonly commits: TransactionCommits;
  private readonly cache: SnapshotCache;
  private readonly turns = new Turns();

  /** @throws TesseraError `ERR_SERVER_CONFIGURATION` when the key prefix cannot be used */
  constructor(dependencies: RedisTransactionStoreDependencies) {
    const { redis, secretBox, events, onError = () => undefined } = dependencies;
    this.redis = redis;
    this.secretBox = secretBox;
    this.keys = new RedisKeys(dependencies.keyPrefix);
    this.cache = new SnapshotCache(dependencies.cachedSnapshots ?? CACHED_SNAPSHOTS);
    this.outbox = new EventOutbox({ redis, keys: this.keys, secretBox, events, onError });
    this.commits = new TransactionCommits({ redis, keys: this.keys, secretBox, outbox: this.outbox });
  }

  async create(snapshot: TransactionSnapshot, events: readonly SecurityEvent[]): Promise<void> {
    const now = snapshot.createdAt;
    await this.claimId(snapshot, now);
    const commit = { ref: snapshot, now, current: undefined, decision: { next: snapshot, events } };
    const reply = await this.commits.send(commit);
    if (reply.kind !== 'committed') throw taken(snapshot.id);
    if (reply.state) this.cache.put(reply.state);
    await this.outbox.deliver(snapshot.tenantId, reply.entry, events);
  }

  async find(ref: TransactionRef, now: Instant): Promise<TransactionSnapshot | undefined> {
    return (await this.load(ref, now))?.snapshot;
  }

  /** A transaction never changes its tenant, so that what this process knows is enough; whether it still exists is for `find` to say. */
  peek(ref: TransactionRef, now: Instant): TransactionSnapshot | undefined {
    return this.cache.find(ref, now)?.snapshot;
  }

  async findTenantId(id: string, now: Instant): Promise<string | undefined> {
    const known = this.cache.findTenantId(id, now);
    if (known !== undefined) return known;
    const text = await this.redis.command(async (client) => client.get(this.keys.tenantOf(id)));
    const [expiresAt, tenantId] = splitOnce(text ?? '0 ');
    return now < Number(expiresAt) ? tenantId : undefined;
  }

  async update<R>(ref: TransactionRef, now: Instant, transition: TransitionFunction<R>): Promise<R> {
    const { decision, entry } = await this.turns.run(`${ref.tenantId} ${ref.id}`, async () =>
      new TransactionUpdate(
        { ref, now, transition, cache: this.cache, commits: this.commits },
        {
          load: async () => this.load(ref, now),
          route: async (expiresAt) => this.writeRoute(ref, expiresAt, now),
        },
      ).run(),
    );
    // Out of turn: the next update of this transaction need not wait for the durable store.
    await this.outbox.deliver(ref.tenantId, entry, decision.events);
    return decision.result;
  }

  async list(tenantId: string, now: Instant): Promise<readonly TransactionSnapshot[]> {
    const index = this.keys.transactionIndex(tenantId);
    const ids = await this.redis.command(async (client) => client.zrangebyscore(index, `(${String(now)}`, '+inf'));
    const living: TransactionSnapshot[] = [];
    for (let start = 0; start < ids.length; start += MOST_READ_AT_ONCE) {
      living.push(...(await this.readAll(tenantId, ids.slice(start, start + MOST_READ_AT_ONCE), now)));
    }
    return living.sort((left, right) => left.createdAt - right.createdAt);
  }

  /** Takes delivered events out of the outbox; call it before the connection is closed. */
  async close(): Promise<void> {
    await this.outbox.flush();
  }

  /** The state as Redis has it. What this process knows in that version is not opened again. */
  private async load(ref: TransactionRef, now: Instant): Promise<VersionedSnapshot | undefined> {
    const text = await this.redis.command(async (client) => client.get(this.keys.transaction(ref)));
    if (text === null) {
      this.cache.delete(ref);
      return undefined;
    }
    const record = readRecord(text);
    const known = this.cache.find(ref, now);
    const loaded = known?.version === record.version ? known : openRecord(record, ref, this.secretBox);
    if (now >= loaded.snapshot.expiresAt) return undefined;
    this.cache.put(loaded);
    return loaded;
  }

  private async readAll(tenantId: string, ids: readonly string[], now: Instant): Promise<TransactionSnapshot[]> {
    const texts = await this.redis.command(async (client) =>
      client.mget(ids.map((id) => this.keys.transaction({ tenantId, id }))),
    );
    return texts.flatMap((text, index) => {
      const id = ids[index];
      if (text === null || id === undefined) return [];
      const { snapshot } = openRecord(readRecord(text), { tenantId, id }, this.secretBox);
      return now < snapshot.expiresAt ? [snapshot] : [];
    });
  }

  /**
   * Ids are unique over all tenants, whose transactions lie in different slots: the name is claimed first, and a claim whose commit never
   * came hinders nobody of the same tenant.
   */
  private async claimId(snapshot: TransactionSnapshot, now: Instant): Promise<void> {
    const { id, tenantId, expiresAt } = snapshot;
    const key = this.keys.tenantOf(id);
    const value = `${String(expiresAt)} ${tenantId}`;
    const lifetime = lifetimeOf(expiresAt, now);
    const claimed = await this.redis.command(async (client) => client.set(key, value, 'PX', lifetime, 'NX'));
    if (claimed !== null) return;
    const [until, owner] = splitOnce((await this.redis.command(async (client) => client.get(key))) ?? '0 ');
    if (owner !== tenantId && now < Number(until)) throw taken(id);
    await this.writeRoute(snapshot, expiresAt, now);
  }

  private async writeRoute(
    { tenantId, id }: TransactionRef,
    expiresAt: Instant | undefined,
    now: Instant,
  ): Promise<void> {
    const key = this.keys.tenantOf(id);
    await this.redis.command(async (client): Promise<unknown> =>
      expiresAt === undefined
        ? client.del(key)
        : client.set(key, `${String(expiresAt)} ${tenantId}`, 'PX', lifetimeOf(expiresAt, now)),
    );
  }
}

function lifetimeOf(expiresAt: Instant, now: Instant): number {
  return Math.max(1, expiresAt - now) + GRACE_MILLISECONDS;
}

function splitOnce(text: string): readonly [string, string] {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}

function taken(id: string): TesseraError {
  return new TesseraError('ERR_CONFLICT', `transaction ${id} already exists`, { conflictingId: id });
}
