import {
  TesseraError,
  type BudgetRefusal,
  type Instant,
  type TransactionRef,
  type Transition,
  type TransitionFunction,
} from '@tessera/core';
import type { SnapshotCache } from './snapshot-cache.js';
import type { VersionedSnapshot } from './snapshot-record.js';
import type { CommitReply, TransactionCommits } from './transaction-commits.js';

/** Races that one update may lose against other nodes; each of them means that another node got on. */
const MOST_LOST_RACES = 100;

export interface TransactionUpdateInput<R> {
  readonly ref: TransactionRef;
  readonly now: Instant;
  readonly transition: TransitionFunction<R>;
  readonly cache: SnapshotCache;
  readonly commits: TransactionCommits;
}

export interface TransactionAccess {
  /** Reads the state from Redis. */
  readonly load: () => Promise<VersionedSnapshot | undefined>;
  /** Lets the tenant of the transaction be found until then; undefined: no longer. */
  readonly route: (expiresAt: Instant | undefined) => Promise<void>;
}

/** The state a decision is made over. */
interface Basis {
  readonly current: VersionedSnapshot | undefined;
  /** Read from Redis during this update; otherwise only a commit can tell whether it still holds. */
  readonly isFresh: boolean;
}

type Attempt<R> =
  { readonly decision: Transition<R>; readonly entry: string; readonly stale?: undefined } | { readonly stale: Basis };

/** One update: decide over what is known, commit on the condition that it still holds, decide again over what is there if it does not. */
export class TransactionUpdate<R> {
  private readonly input: TransactionUpdateInput<R>;
  private readonly access: TransactionAccess;

  constructor(input: TransactionUpdateInput<R>, access: TransactionAccess) {
    this.input = input;
    this.access = access;
  }

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE`, `ERR_INVARIANT`; whatever the transition throws */
  async run(): Promise<{ readonly decision: Transition<R>; readonly entry: string }> {
    const { ref, now, cache } = this.input;
    const known = cache.find(ref, now);
    let basis: Basis = known ? { current: known, isFresh: false } : await this.loaded();
    for (let lost = 0; lost < MOST_LOST_RACES; lost += 1) {
      const attempt = await this.attempt(basis);
      if (!attempt.stale) return attempt;
      basis = attempt.stale;
    }
    throw new TesseraError(
      'ERR_STORE_UNAVAILABLE',
      `transaction ${ref.id} is being changed too often to be changed once more`,
    );
  }

  private async attempt(basis: Basis): Promise<Attempt<R>> {
    let first: Transition<R>;
    try {
      first = this.decide(basis, undefined);
    } catch (error) {
      return this.rethrown(basis, error);
    }
    const reply = await this.commit(basis, first);
    if (reply.kind !== 'refused') return this.settled(reply, first);
    const second = this.decide(basis, reply.refusal);
    return this.settled(await this.commit(basis, second), second);
  }

  /** A fault over a state that no longer holds is no answer; over one that does it is. */
  private async rethrown(basis: Basis, error: unknown): Promise<{ readonly stale: Basis }> {
    if (basis.isFresh) throw error;
    const fresh = await this.loaded();
    if (fresh.current?.version === basis.current?.version) throw error;
    return { stale: fresh };
  }

  private decide({ current }: Basis, refusal: BudgetRefusal | undefined): Transition<R> {
    const { ref, transition } = this.input;
    const decision = transition(current?.snapshot, refusal);
    const { next, budgets } = decision;
    if (next && (!current || next.id !== ref.id || next.tenantId !== ref.tenantId)) {
      throw new TesseraError(
        'ERR_INVARIANT',
        `a transition may change transaction ${ref.id}, not bring it back or turn it into another`,
      );
    }
    if (refusal && budgets?.take && budgets.take.length > 0) {
      throw new TesseraError(
        'ERR_INVARIANT',
        `the transition of ${ref.id} takes from a budget although it was told of a refusal`,
      );
    }
    return decision;
  }

  private async commit({ current, isFresh }: Basis, decision: Transition<R>): Promise<CommitReply> {
    const { ref, now, cache, commits } = this.input;
    if (isFresh && !changesAnything(current, decision))
      return { kind: 'committed', entry: '', state: current, units: [] };
    const [before, after] = [current?.snapshot.expiresAt ?? now, decision.next?.expiresAt];
    const isExtended = after !== undefined && after > before;
    // A route may outlive its transaction, but not the other way round.
    if (isExtended) await this.access.route(after);
    let reply: CommitReply;
    try {
      reply = await commits.send({ ref, now, current, decision });
    } catch (error) {
      cache.delete(ref);
      throw error;
    }
    if (reply.kind === 'committed' && current && after !== before && !isExtended) {
      // It is done; a route that could not be withdrawn leads to a transaction that is not found.
      await this.access.route(after).catch(() => undefined);
    }
    return reply;
  }

  private settled(reply: CommitReply, decision: Transition<R>): Attempt<R> {
    const { ref, cache } = this.input;
    if (reply.kind === 'refused')
      throw new TesseraError('ERR_INVARIANT', `a commit of ${ref.id} without a take was refused`);
    if (reply.state) cache.put(reply.state);
    else cache.delete(ref);
    if (reply.kind === 'stale') return { stale: { current: reply.state, isFresh: true } };
    decision.watch?.hear(reply.units);
    return { decision, entry: reply.entry };
  }

  private async loaded(): Promise<Basis> {
    return { current: await this.access.load(), isFresh: true };
  }
}

function changesAnything(
  current: VersionedSnapshot | undefined,
  { next, events, budgets, watch }: Transition<unknown>,
): boolean {
  const operations = [budgets?.take, budgets?.giveBack, budgets?.reset, events, watch?.keys];
  return next !== current?.snapshot || operations.some((list) => list !== undefined && list.length > 0);
}
