/**
 * The few functions of a test runner that the contract suites need. Jest's, Vitest's and `node:test`'s globals all fit, so that the
 * suites import no runner: `tokenCacheContract({ describe, it, beforeEach, afterEach }, make)`. Assertions come from `node:assert/strict`.
 */
export interface TestApi {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
  readonly beforeEach: (body: () => Promise<void>) => void;
  readonly afterEach: (body: () => Promise<void>) => void;
}
