import type { Instant } from './clock.js';

/**
 * Units taken from a counter. `fixed`: the counter starts with its first unit and is forgotten `windowSeconds` later.
 * `extending`: every unit moves the end to `windowSeconds` from now (consecutive failures).
 */
export interface BudgetTake {
  /** Unique in the tenant, e.g. `send:destination:hour:k1:5f0c…`. Holds no number, address or name in clear. */
  readonly key: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly window: 'fixed' | 'extending';
  /** 0 only asks whether a unit is left. */
  readonly units?: 0 | 1;
}

/** The first take that found its counter used up. Nothing was taken from any counter. */
export interface BudgetRefusal {
  readonly key: string;
  /** When the counter is forgotten. */
  readonly retryAt: Instant;
}

export interface BudgetOperations {
  /** All or none. */
  readonly take?: readonly BudgetTake[];
  /** Returns one unit each; never below zero; absent counters are left alone. */
  readonly giveBack?: readonly string[];
  /** Forgets the counters. */
  readonly reset?: readonly string[];
}

/** Counters that somebody wants to know together with a commit, so that they need not be read on their own. */
export interface BudgetWatch {
  readonly keys: readonly string[];
  /** Hears the units taken as the commit leaves them, by key; absent counters are 0. Called before the update resolves, and once. */
  readonly hear: (units: readonly number[]) => void;
}

/** Counters with limits, shared by all nodes. All operations of one call happen atomically: first the takes; if one is refused nothing happens
 * at all, else units are given back and counters reset. */
export interface Budgets {
  /**
   * Undefined when everything was taken.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`: the caller must refuse, never go on unlimited.
   */
  apply(tenantId: string, operations: BudgetOperations, now: Instant): Promise<BudgetRefusal | undefined>;
  /** Units taken, by key; absent counters are 0. */
  read(tenantId: string, keys: readonly string[], now: Instant): Promise<readonly number[]>;
}
