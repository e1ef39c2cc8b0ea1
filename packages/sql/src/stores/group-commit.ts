interface Waiting<T> {
  readonly items: readonly T[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects what is added while the previous write is on its way, or in the same turn of the event loop, into one write: many callers share one
 * synced commit. One write at a time; a caller is told when the write with its own items has ended, and how.
 */
export class GroupCommit<T> {
  readonly #write: (items: readonly T[]) => Promise<void>;
  readonly #mostItems: number;
  #waiting: Waiting<T>[] = [];
  #isBusy = false;

  /** @param mostItems of one write; a single caller with more gets a write of its own */
  constructor(write: (items: readonly T[]) => Promise<void>, mostItems: number) {
    this.#write = write;
    this.#mostItems = mostItems;
  }

  /** Resolves when the items are written; rejects with the error of their write. */
  add(items: readonly T[]): Promise<void> {
    if (items.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ items, resolve, reject });
      if (this.#isBusy) return;
      this.#isBusy = true;
      // After the I/O callbacks of this turn, so that requests which came in together share the commit.
      setImmediate(() => void this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      try {
        await this.#write(group.flatMap((waiting) => waiting.items));
        for (const waiting of group) waiting.resolve();
      } catch (error) {
        for (const waiting of group) waiting.reject(error);
      }
    }
    this.#isBusy = false;
  }

  #nextGroup(): readonly Waiting<T>[] {
    let count = 0;
    let size = 0;
    for (const { items } of this.#waiting) {
      if (count > 0 && size + items.length > this.#mostItems) break;
      count += 1;
      size += items.length;
    }
    return this.#waiting.splice(0, count);
  }
}
