import {
  TesseraError,
  type BudgetRefusal,
  type Instant,
  type SecretBox,
  type TransactionRef,
  type TransactionSnapshot,
  type Transition,
  withRevision,
} from '@tessera/core';
import { budgetArguments, GRACE_MILLISECONDS } from './budget-arguments.js';
import { OUTBOX_LIFETIME_MILLISECONDS, type EventOutbox } from './event-outbox.js';
import { COMMIT_TRANSACTION } from './lua/scripts.js';
import { readRefusal } from './redis-budgets.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisKeys } from './redis-keys.js';
import { openRecord, readRecord, VersionStamps, writeRecord, type VersionedSnapshot } from './snapshot-record.js';

/** What became of a commit. */
export type CommitReply =
  /** `entry`: of the outbox, empty without events. `state`: what is stored now, undefined when deleted. `units`: of the watched counters. */
  | {
      readonly kind: 'committed';
      readonly entry: string;
      readonly state: VersionedSnapshot | undefined;
      readonly units: readonly number[];
    }
  /** Decided over a state that is no longer the stored one, which is `state`. */
  | { readonly kind: 'stale'; readonly state: VersionedSnapshot | undefined }
  | { readonly kind: 'refused'; readonly refusal: BudgetRefusal };

/** A decision over a known state. */
export interface Commit {
  readonly ref: TransactionRef;
  readonly now: Instant;
  /** Undefined: there is no such transaction. */
  readonly current: VersionedSnapshot | undefined;
  readonly decision: Omit<Transition<unknown>, 'result'>;
}

/** Carries decisions out, each in one script: state, counters and outbox change together, or not at all. */
export class TransactionCommits {
  private readonly redis: RedisConnection;
  private readonly keys: RedisKeys;
  private readonly secretBox: SecretBox;
  private readonly outbox: EventOutbox;
  private readonly stamps = new VersionStamps();

  constructor(dependencies: {
    readonly redis: RedisConnection;
    readonly keys: RedisKeys;
    readonly secretBox: SecretBox;
    readonly outbox: EventOutbox;
  }) {
    this.redis = dependencies.redis;
    this.keys = dependencies.keys;
    this.secretBox = dependencies.secretBox;
    this.outbox = dependencies.outbox;
  }

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE`; it may have been carried out all the same, and the relay delivers its events then */
  async send({ ref, now, current, decision }: Commit): Promise<CommitReply> {
    const { keys } = this;
    const payload = this.outbox.payloadOf(decision.events);
    if (payload !== '') await this.outbox.register(ref.tenantId);
    const written = this.written(current, decision.next);
    const action = written ? 'set' : decision.next === undefined && current ? 'delete' : 'keep';
    const { counters, args } = budgetArguments(decision.budgets, now);
    const watched = decision.watch?.keys ?? [];
    const reply = (await this.redis.script(
      COMMIT_TRANSACTION,
      [
        keys.transaction(ref),
        keys.transactionIndex(ref.tenantId),
        keys.outbox(ref.tenantId),
        ...[...counters, ...watched].map((counter) => keys.budget(ref.tenantId, counter)),
      ],
      [
        now,
        GRACE_MILLISECONDS,
        current?.version ?? '',
        action,
        written?.version ?? '',
        written ? writeRecord(written, this.secretBox) : '',
        written?.snapshot.expiresAt ?? 0,
        ref.id,
        payload,
        OUTBOX_LIFETIME_MILLISECONDS,
        ...args,
        watched.length,
      ],
    )) as readonly [string, ...unknown[]];
    const after = written ?? (action === 'delete' ? undefined : current);
    return this.read(reply, { ref, decision, after });
  }

  private written(
    current: VersionedSnapshot | undefined,
    next: TransactionSnapshot | undefined,
  ): VersionedSnapshot | undefined {
    if (!next || next === current?.snapshot) return undefined;
    const revision = (current?.snapshot.revision ?? 0) + 1;
    return { version: this.stamps.next(revision), snapshot: withRevision(next, revision) };
  }

  private read(
    [kind, ...rest]: readonly [string, ...unknown[]],
    { ref, decision, after }: Pick<Commit, 'ref' | 'decision'> & { readonly after: VersionedSnapshot | undefined },
  ): CommitReply {
    if (kind === 'committed') return { kind, entry: String(rest[0]), state: after, units: rest.slice(1).map(Number) };
    if (kind === 'refused') return { kind, refusal: readRefusal(decision.budgets?.take, rest) };
    if (kind !== 'stale') throw new TesseraError('ERR_INVARIANT', `the commit script replied "${kind}"`);
    const [text] = rest;
    return { kind, state: typeof text === 'string' ? openRecord(readRecord(text), ref, this.secretBox) : undefined };
  }
}
