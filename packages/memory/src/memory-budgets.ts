import type { BudgetOperations, BudgetRefusal, Budgets, BudgetTake, Instant } from '@tessera/core';
import { ExpiringMap } from './expiring-map.js';

interface Counter {
  readonly used: number;
  readonly expiresAt: Instant;
}

/** A counter that an attempt concerns. */
interface Touched {
  readonly before: Counter | undefined;
  after: Counter | undefined;
}

/** What {@link MemoryBudgets.attempt} did. */
export type BudgetAttempt =
  | { readonly refusal: BudgetRefusal; readonly undo?: undefined }
  /** `undo` puts the counters back, for a commit that fails afterwards; units that others took meanwhile stay taken. */
  | { readonly refusal?: undefined; readonly undo: () => void };

/** Counters of one process. Each call runs without a pause, which is what makes it atomic. */
export class MemoryBudgets implements Budgets {
  private readonly counters = new ExpiringMap<Counter>();

  async apply(tenantId: string, operations: BudgetOperations, now: Instant): Promise<BudgetRefusal | undefined> {
    return this.attempt(tenantId, operations, now).refusal;
  }

  async read(tenantId: string, keys: readonly string[], now: Instant): Promise<readonly number[]> {
    return this.unitsOf(tenantId, keys, now);
  }

  /** {@link read} without a pause. */
  unitsOf(tenantId: string, keys: readonly string[], now: Instant): readonly number[] {
    return keys.map((key) => this.counters.get(idOf(tenantId, key), now)?.used ?? 0);
  }

  /** {@link apply} in one synchronous step, with a way back. */
  attempt(tenantId: string, operations: BudgetOperations, now: Instant): BudgetAttempt {
    const touched = new Map<string, Touched>();
    const current = (key: string): Touched => {
      const id = idOf(tenantId, key);
      const known = touched.get(id);
      if (known) return known;
      const before = this.counters.get(id, now);
      const made: Touched = { before, after: before };
      touched.set(id, made);
      return made;
    };

    for (const take of operations.take ?? []) {
      const counter = current(take.key);
      const taken = withUnitTaken(counter.after, take, now);
      if (taken.used > take.limit)
        return { refusal: { key: take.key, retryAt: counter.after?.expiresAt ?? taken.expiresAt } };
      if (take.units !== 0) counter.after = taken;
    }
    for (const key of operations.giveBack ?? []) {
      const counter = current(key);
      if (counter.after) counter.after = { ...counter.after, used: Math.max(0, counter.after.used - 1) };
    }
    for (const key of operations.reset ?? []) current(key).after = undefined;

    for (const [id, { before, after }] of touched) if (before !== after) this.write(id, after, now);
    return {
      undo: () => {
        this.putBack(touched, now);
      },
    };
  }

  private putBack(touched: ReadonlyMap<string, Touched>, now: Instant): void {
    for (const [id, { before: was, after }] of touched) {
      const current = this.counters.get(id, now);
      const takenSince = (current?.used ?? 0) - (after?.used ?? 0);
      const used = Math.max(0, (was?.used ?? 0) + takenSince);
      const expiresAt = takenSince === 0 ? was?.expiresAt : (current?.expiresAt ?? was?.expiresAt);
      this.write(id, expiresAt === undefined || (used === 0 && !was) ? undefined : { used, expiresAt }, now);
    }
  }

  private write(id: string, counter: Counter | undefined, now: Instant): void {
    if (counter) this.counters.set(id, counter, now);
    else this.counters.delete(id);
  }
}

function withUnitTaken(counter: Counter | undefined, { window, windowSeconds }: BudgetTake, now: Instant): Counter {
  const fromNow = now + windowSeconds * 1000;
  return { used: (counter?.used ?? 0) + 1, expiresAt: counter && window === 'fixed' ? counter.expiresAt : fromNow };
}

/**
 * Short, for there are several a login: a joined text is one piece, where a template would be kept with its parts and takes longer to look up.
 * Keys of the engine hold no line break.
 */
function idOf(tenantId: string, key: string): string {
  return [tenantId, key].join('\n');
}
