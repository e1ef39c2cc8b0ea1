import type { BudgetOperations, Instant } from '@tessera/core';

/** Counters that outlive their end in Redis by this much: which of them have ended is decided by the caller's clock alone. */
export const GRACE_MILLISECONDS = 60_000;

/** Budget operations as a script reads them. */
export interface BudgetArguments {
  /** The counter of each take, then those a unit is given back to, then those that are reset; one may come more than once. */
  readonly counters: readonly string[];
  /** The takes, and how many counters are given back to and reset. */
  readonly args: readonly [takes: string, giveBacks: number, resets: number];
}

const NONE: BudgetArguments = { counters: [], args: ['', 0, 0] };

/**
 * Writes operations for a script. The takes are one text: for each its limit, the end that a counter gets with its unit, and a letter:
 * `f` takes a unit of a fixed window, `e` of an extending one, `a` only asks. One argument is cheaper than five a take, here and in Redis.
 */
export function budgetArguments(operations: BudgetOperations | undefined, now: Instant): BudgetArguments {
  if (!operations) return NONE;
  const { take = [], giveBack = [], reset = [] } = operations;
  const counters: string[] = [];
  let takes = '';
  for (const { key, limit, windowSeconds, window, units } of take) {
    counters.push(key);
    const letter = units === 0 ? 'a' : window === 'fixed' ? 'f' : 'e';
    takes += `${String(limit)} ${String(now + Math.round(windowSeconds * 1000))} ${letter} `;
  }
  counters.push(...giveBack, ...reset);
  return counters.length === 0 ? NONE : { counters, args: [takes, giveBack.length, reset.length] };
}
