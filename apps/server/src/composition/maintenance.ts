import type { Clock } from '@tessera/core';

/** What grows unless somebody clears it up. */
export interface Purgeable {
  /** Deletes what has expired; returns how many. */
  purge(now: number): Promise<number>;
}

const INTERVAL_MILLISECONDS = 600_000;

/** Clears up expired codes, tokens, sessions and events now and then; any number of nodes may do so. Returns the function that ends it. */
export function startMaintenance(
  purgeables: readonly Purgeable[],
  clock: Clock,
  onError: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => {
    for (const purgeable of purgeables) purgeable.purge(clock.now()).catch(onError);
  }, INTERVAL_MILLISECONDS);
  // Clearing up is no reason for a process to live.
  timer.unref();
  return () => clearInterval(timer);
}
