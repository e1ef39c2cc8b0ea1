/**
 * Lets the connections of one process write one after the other, first come, first served. SQLite would make them wait as well, but the plain
 * connection waits asleep on the JavaScript thread.
 */
export class WriteTurns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, with the function that ends it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end = (): void => undefined;
    this.#last = new Promise((resolve) => {
      end = resolve;
    });
    await before;
    return end;
  }

  /** Does work in a turn of its own. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const end = await this.take();
    try {
      return await work();
    } finally {
      end();
    }
  }
}
