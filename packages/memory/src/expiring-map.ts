import type { Instant } from '@tessera/core';

/** What is gone from an instant on. */
export interface Expiring {
  readonly expiresAt: Instant;
}

/** How many entries each write looks at: enough to forget faster than entries come, and little enough to cost nothing. */
const SWEEP_STEPS = 4;

/**
 * A map whose entries are gone from their `expiresAt` on. What nobody asks for again is dropped by the writes that follow: each looks at a few
 * entries, so that memory stays near the number of living entries and no call pays for all of them.
 */
export class ExpiringMap<V extends Expiring> {
  private readonly entries = new Map<string, V>();
  private sweeper: Iterator<[string, V]> = this.entries.entries();

  get(key: string, now: Instant): V | undefined {
    const value = this.entries.get(key);
    return value && now < value.expiresAt ? value : undefined;
  }

  set(key: string, value: V, now: Instant): void {
    this.entries.set(key, value);
    this.sweep(now);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Living values, in the order in which their keys came. */
  *values(now: Instant): Generator<V> {
    for (const value of this.entries.values()) if (now < value.expiresAt) yield value;
  }

  /** Entries held, the expired ones that were not dropped yet included. */
  get size(): number {
    return this.entries.size;
  }

  private sweep(now: Instant): void {
    for (let step = 0; step < SWEEP_STEPS; step += 1) {
      const next = this.sweeper.next();
      if (next.done === true) {
        this.sweeper = this.entries.entries();
        return;
      }
      const [key, { expiresAt }] = next.value;
      if (now >= expiresAt) this.entries.delete(key);
    }
  }
}
