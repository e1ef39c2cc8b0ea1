import type { BudgetOperations, BudgetRefusal, Budgets, BudgetTake, Instant } from '@tessera/core';
import { ExpiringMap } from './expiring-map.js';
import { keyOf } from './key-of.js';

interface Counter {
  readonly used: number;
  readonly endsAt: Instant;
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
    return keys.map((key) => this.counters.get(keyOf(tenantId, key), now)?.used ?? 0);
  }

  /** {@link apply} in one synchronous step, with a way back. */
  attempt(tenantId: string, operations: BudgetOperations, now: Instant): BudgetAttempt {
    const before = new Map<string, Counter | undefined>();
    const after = new Map<string, Counter | undefined>();
    const current = (id: string): Counter | undefined => {
      if (!before.has(id)) {
        before.set(id, this.counters.get(id, now));
        after.set(id, before.get(id));
      }
      return after.get(id);
    };

    for (const take of operations.take ?? []) {
      const id = keyOf(tenantId, take.key);
      const counter = current(id);
      const taken = withUnitTaken(counter, take, now);
      if (taken.used > take.limit) return { refusal: { key: take.key, retryAt: counter?.endsAt ?? taken.endsAt } };
      if (take.units !== 0) after.set(id, taken);
    }
    for (const key of operations.giveBack ?? []) {
      const id = keyOf(tenantId, key);
      const counter = current(id);
      if (counter) after.set(id, { ...counter, used: Math.max(0, counter.used - 1) });
    }
    for (const key of operations.reset ?? []) {
      const id = keyOf(tenantId, key);
      current(id);
      after.set(id, undefined);
    }

    for (const [id, counter] of after) this.write(id, counter, now);
    return {
      undo: () => {
        this.putBack(before, after, now);
      },
    };
  }

  private putBack(
    before: ReadonlyMap<string, Counter | undefined>,
    after: ReadonlyMap<string, Counter | undefined>,
    now: Instant,
  ): void {
    for (const [id, was] of before) {
      const current = this.counters.get(id, now);
      const takenSince = (current?.used ?? 0) - (after.get(id)?.used ?? 0);
      const used = Math.max(0, (was?.used ?? 0) + takenSince);
      const endsAt = takenSince === 0 ? was?.endsAt : (current?.endsAt ?? was?.endsAt);
      this.write(id, endsAt === undefined || (used === 0 && !was) ? undefined : { used, endsAt }, now);
    }
  }

  private write(id: string, counter: Counter | undefined, now: Instant): void {
    if (counter) this.counters.set(id, counter, counter.endsAt, now);
    else this.counters.delete(id);
  }
}

function withUnitTaken(counter: Counter | undefined, { window, windowSeconds }: BudgetTake, now: Instant): Counter {
  const fromNow = now + windowSeconds * 1000;
  return { used: (counter?.used ?? 0) + 1, endsAt: counter && window === 'fixed' ? counter.endsAt : fromNow };
}
