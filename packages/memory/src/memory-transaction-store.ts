import {
  isPromise,
  TesseraError,
  type Awaitable,
  type Instant,
  type SecurityEvent,
  type SecurityEventStore,
  type TransactionRef,
  type TransactionSnapshot,
  type TransactionStore,
  type Transition,
  type TransitionFunction,
  withRevision,
} from '@tessera/core';
import { ExpiringMap } from './expiring-map.js';
import type { MemoryBudgets } from './memory-budgets.js';
import { Turns } from './turns.js';

/**
 * Transactions of one process; a restart forgets them. Snapshots are kept as they are given, so memory is what the snapshot itself needs.
 * Expired ones are dropped by later writes, a few at a time.
 */
export class MemoryTransactionStore implements TransactionStore {
  private readonly snapshots = new ExpiringMap<TransactionSnapshot>();
  private readonly turns = new Turns();
  private readonly events: SecurityEventStore;
  private readonly budgets: MemoryBudgets;

  /**
   * @param dependencies `budgets` must be of this process, because state and counters change in one step; `events` may be any store: an
   *   update is committed only when its events are stored
   */
  constructor(dependencies: { readonly events: SecurityEventStore; readonly budgets: MemoryBudgets }) {
    this.events = dependencies.events;
    this.budgets = dependencies.budgets;
  }

  async create(snapshot: TransactionSnapshot, events: readonly SecurityEvent[]): Promise<void> {
    await this.turns.run(snapshot.id, async () => {
      if (this.snapshots.get(snapshot.id, snapshot.createdAt)) {
        throw new TesseraError('ERR_CONFLICT', `transaction ${snapshot.id} already exists`, {
          conflictingId: snapshot.id,
        });
      }
      if (events.length > 0) await this.events.append(events);
      this.snapshots.set(snapshot.id, withRevision(snapshot, 1), snapshot.createdAt);
    });
  }

  find(ref: TransactionRef, now: Instant): Awaitable<TransactionSnapshot | undefined> {
    return this.read(ref, now);
  }

  async findTenantId(id: string, now: Instant): Promise<string | undefined> {
    return this.snapshots.get(id, now)?.tenantId;
  }

  async update<R>(ref: TransactionRef, now: Instant, transition: TransitionFunction<R>): Promise<R> {
    const turn = this.turns.run(ref.id, () => this.commit(ref, now, transition));
    return isPromise(turn) ? await turn : turn;
  }

  async list(tenantId: string, now: Instant): Promise<readonly TransactionSnapshot[]> {
    const living: TransactionSnapshot[] = [];
    for (const snapshot of this.snapshots.values(now)) if (snapshot.tenantId === tenantId) living.push(snapshot);
    return living.sort((left, right) => left.createdAt - right.createdAt);
  }

  private read({ tenantId, id }: TransactionRef, now: Instant): TransactionSnapshot | undefined {
    const snapshot = this.snapshots.get(id, now);
    return snapshot?.tenantId === tenantId ? snapshot : undefined;
  }

  /** Without events there is nothing to wait for. */
  private commit<R>(ref: TransactionRef, now: Instant, transition: TransitionFunction<R>): Awaitable<R> {
    const current = this.read(ref, now);
    const { decision, undo } = this.decide(ref, now, current, transition);
    if (!decision.events || decision.events.length === 0) {
      return this.finish(ref, now, current, decision);
    }
    return this.events.append(decision.events).then(
      () => this.finish(ref, now, current, decision),
      (error: unknown): never => {
        undo();
        throw error;
      },
    );
  }

  private finish<R>(
    { tenantId, id }: TransactionRef,
    now: Instant,
    current: TransactionSnapshot | undefined,
    { next, watch, result }: Transition<R>,
  ): R {
    if (next === undefined) {
      if (current) this.snapshots.delete(id);
    } else if (next !== current) {
      this.snapshots.set(id, withRevision(next, (current?.revision ?? 0) + 1), now);
    }
    if (watch) watch.hear(this.budgets.unitsOf(tenantId, watch.keys, now));
    return result;
  }

  /** Runs the transition and takes from the counters; a second time without taking when a counter refuses. */
  private decide<R>(
    ref: TransactionRef,
    now: Instant,
    current: TransactionSnapshot | undefined,
    transition: TransitionFunction<R>,
  ): { readonly decision: Transition<R>; readonly undo: () => void } {
    const first = checked(ref, current, transition(current, undefined));
    const attempt = this.budgets.attempt(ref.tenantId, first.budgets ?? {}, now);
    if (!attempt.refusal) return { decision: first, undo: attempt.undo };
    const second = checked(ref, current, transition(current, attempt.refusal));
    if (second.budgets?.take && second.budgets.take.length > 0) {
      throw new TesseraError(
        'ERR_INVARIANT',
        `the transition of ${ref.id} takes from a budget although it was told of a refusal`,
      );
    }
    const again = this.budgets.attempt(ref.tenantId, second.budgets ?? {}, now);
    return { decision: second, undo: again.undo ?? (() => undefined) };
  }
}

function checked<R>(
  ref: TransactionRef,
  current: TransactionSnapshot | undefined,
  decision: Transition<R>,
): Transition<R> {
  const { next } = decision;
  if (next && (!current || next.id !== ref.id || next.tenantId !== ref.tenantId)) {
    throw new TesseraError(
      'ERR_INVARIANT',
      `a transition may change transaction ${ref.id}, not bring it back or turn it into another`,
    );
  }
  return decision;
}
