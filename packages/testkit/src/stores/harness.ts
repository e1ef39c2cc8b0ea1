/**
 * What every contract suite needs of a store under test. The factory that makes it is called before each test and gives an empty store of its
 * own. Instants in the suites lie near the present, so that a server which expires data by its own clock does not get ahead of the test.
 */
export interface StoreHarness {
  /** For stores with foreign keys: makes the tenant known before the test writes to it. */
  readonly addTenant?: (tenantId: string) => Promise<void>;
  /** For stores that hand something on (outbox, subscription): resolves when that is done. */
  readonly settle?: () => Promise<void>;
  /** Closes what the factory opened. */
  readonly dispose?: () => Promise<void>;
}

/** The text of an error's `code`, for `assert.rejects`. */
export function withCode(code: string): (error: unknown) => boolean {
  return (error) => typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** Runs `count` calls at once. */
export async function inParallel<T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)));
}

/** How many of the values are `value`. */
export function countOf<T>(values: readonly T[], value: T): number {
  return values.filter((candidate) => candidate === value).length;
}
