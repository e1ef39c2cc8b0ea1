import { TesseraError } from '@tessera/core';

/** Runs a few tasks at a time and lets a limited number wait, first come, first served. */
export class BoundedQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly concurrency: number;
  private readonly limit: number;

  constructor(concurrency: number, limit: number) {
    this.concurrency = concurrency;
    this.limit = limit;
  }

  /** How many tasks wait for their turn. */
  get depth(): number {
    return this.waiting.length;
  }

  /** @throws TesseraError `ERR_OVERLOADED` when too many are waiting */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.concurrency) this.running += 1;
    else await this.wait();
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      // The place is handed on, not given up: nobody who comes in between can take it.
      if (next) next();
      else this.running -= 1;
    }
  }

  private async wait(): Promise<void> {
    if (this.waiting.length >= this.limit) {
      throw new TesseraError(
        'ERR_OVERLOADED',
        `${String(this.limit)} password hashes are already waiting; try again later`,
      );
    }
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }
}
