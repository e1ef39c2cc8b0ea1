import { TesseraError } from '@tessera/core';

interface Waiting {
  readonly start: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Runs the tasks of one key one after the other, so that callers of one process do not race each other for a transaction. When the store does
 * not answer one of them, those that wait behind it are told the same: each of them waiting out its own time limit would add up.
 */
export class Turns {
  private readonly queues = new Map<string, Waiting[]>();

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(key);
    if (queue) await new Promise<void>((start, fail) => queue.push({ start, fail }));
    else this.queues.set(key, []);
    try {
      const result = await task();
      this.passOn(key);
      return result;
    } catch (error) {
      if (isUnavailable(error)) this.failWaiting(key, error);
      this.passOn(key);
      throw error;
    }
  }

  private passOn(key: string): void {
    const next = this.queues.get(key)?.shift();
    if (next) next.start();
    else this.queues.delete(key);
  }

  private failWaiting(key: string, error: unknown): void {
    for (const waiting of this.queues.get(key)?.splice(0) ?? []) waiting.fail(error);
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof TesseraError && error.code === 'ERR_STORE_UNAVAILABLE';
}
