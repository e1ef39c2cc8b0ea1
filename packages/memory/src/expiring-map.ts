import type { Instant } from '@tessera/core';

interface Entry<V> {
  readonly value: V;
  readonly expiresAt: Instant;
}

/** How many entries each write looks at: enough to forget faster than entries come, and little enough to cost nothing. */
const SWEEP_STEPS = 4;

/**
 * A map whose entries are gone from `expiresAt` on. What nobody asks for again is dropped by the writes that follow: each looks at a few
 * entries, so that memory stays near the number of living entries and no call pays for all of them.
 */
export class ExpiringMap<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private sweeper: Iterator<[string, Entry<V>]> = this.entries.entries();

  get(key: string, now: Instant): V | undefined {
    const entry = this.entries.get(key);
    return entry && now < entry.expiresAt ? entry.value : undefined;
  }

  set(key: string, value: V, expiresAt: Instant, now: Instant): void {
    this.entries.set(key, { value, expiresAt });
    this.sweep(now);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Living values, in the order in which their keys came. */
  *values(now: Instant): Generator<V> {
    for (const { value, expiresAt } of this.entries.values()) if (now < expiresAt) yield value;
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
