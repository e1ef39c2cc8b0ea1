import type { BudgetOperations } from '@tessera/core';

/** Counters that outlive their end in Redis by this much: which of them have ended is decided by the caller's clock alone. */
export const GRACE_MILLISECONDS = 60_000;

/** Budget operations as a script reads them. */
export interface BudgetArguments {
  /** The counters, each once. */
  readonly counters: readonly string[];
  readonly args: readonly (string | number)[];
}

const NONE: BudgetArguments = { counters: [], args: [0, 0, 0] };

/** Writes operations as numbers and indexes into `counters`: takes, units given back, resets, each list preceded by its length. */
export function budgetArguments(operations: BudgetOperations | undefined): BudgetArguments {
  if (!operations) return NONE;
  const { take = [], giveBack = [], reset = [] } = operations;
  if (take.length + giveBack.length + reset.length === 0) return NONE;
  const counters = new Map<string, number>();
  const indexOf = (key: string): number => {
    const index = counters.get(key) ?? counters.size;
    counters.set(key, index);
    return index;
  };
  const args: (string | number)[] = [take.length];
  for (const { key, limit, windowSeconds, window, units } of take) {
    args.push(indexOf(key), limit, Math.round(windowSeconds * 1000), window, units ?? 1);
  }
  args.push(giveBack.length, ...giveBack.map(indexOf));
  args.push(reset.length, ...reset.map(indexOf));
  return { counters: [...counters.keys()], args };
}
