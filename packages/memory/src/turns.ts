import { isPromise } from '@tessera/core';
import type { Awaitable } from '@tessera/core';

/**
 * Runs the tasks of one key one after the other; tasks of different keys do not wait for each other. A task that finds its key free begins at
 * once, and leaves nothing behind when it is done without waiting.
 */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Awaitable<T>): Awaitable<T> {
    const before = this.last.get(key);
    const turn = before ? before.then(task, task) : task();
    if (isPromise(turn)) this.remember(key, turn);
    return turn;
  }

  private remember(key: string, turn: Promise<unknown>): void {
    const ended = (): void => {
      if (this.last.get(key) === turn) this.last.delete(key);
    };
    this.last.set(key, turn);
    turn.then(ended, ended);
  }
}
