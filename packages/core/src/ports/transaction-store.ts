import type { SecurityEvent } from '../event/security-event.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { Awaitable } from './awaitable.js';
import type { BudgetOperations, BudgetRefusal, BudgetWatch } from './budgets.js';
import type { Instant } from './clock.js';

/** What a transition wants done, all in one commit. */
export interface Transition<R> {
  /** The new state, the very same object to write nothing, or undefined to delete. */
  readonly next: TransactionSnapshot | undefined;
  readonly result: R;
  /** Recorded in the commit (or through an outbox written in it). */
  readonly events?: readonly SecurityEvent[];
  readonly budgets?: BudgetOperations;
  readonly watch?: BudgetWatch;
}

/**
 * A pure decision over the current state. It may be run again after a lost race.
 * @param current undefined when there is no such transaction, or it has expired
 * @param refusal set when a take of the previous run was refused: the transition must now decide without taking
 */
export type TransitionFunction<R> = (
  current: TransactionSnapshot | undefined,
  refusal: BudgetRefusal | undefined,
) => Transition<R>;

export interface TransactionRef {
  readonly tenantId: string;
  readonly id: string;
}

/**
 * Authentication transactions. The one door is {@link update}. A member of a snapshot that is `undefined` is as good as none: what is given back
 * may have the one or the other.
 */
export interface TransactionStore {
  /**
   * Stores a new transaction together with its events.
   * @throws TesseraError `ERR_CONFLICT` when the id is taken, `ERR_STORE_UNAVAILABLE`
   */
  create(snapshot: TransactionSnapshot, events: readonly SecurityEvent[]): Promise<void>;
  /** Undefined when unknown in this tenant or expired at `now`. */
  find(ref: TransactionRef, now: Instant): Awaitable<TransactionSnapshot | undefined>;
  /**
   * What this process saw last of a live transaction, perhaps out of date: without asking anybody. Undefined when it saw nothing. A step that
   * was prepared over it is begun again when the commit finds another state. Optional: a store for which {@link find} costs nothing needs none.
   */
  peek?(ref: TransactionRef, now: Instant): TransactionSnapshot | undefined;
  /** The tenant of a transaction, for the routes without a tenant. */
  findTenantId(id: string, now: Instant): Promise<string | undefined>;
  /**
   * Applies a transition atomically: state, budgets and events together or not at all. Serialised per transaction; `revision` grows by one
   * with each write. When a take is refused the transition is run once more with the refusal. A throwing transition changes nothing.
   * When it resolves, the events are durable.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  update<R>(ref: TransactionRef, now: Instant, transition: TransitionFunction<R>): Promise<R>;
  /** Live transactions of a tenant, oldest first. */
  list(tenantId: string, now: Instant): Promise<readonly TransactionSnapshot[]>;
}
