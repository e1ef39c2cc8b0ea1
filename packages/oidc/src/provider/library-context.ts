import { contextStorage } from './library.js';

let underWay = 0;

/**
 * Runs work of the library, which keeps its context in an `AsyncLocalStorage`. Once that has been used, Node.js 20 calls hooks for each promise
 * of the process, long after the last request of the library; logins in which nobody asks the library would pay for it with every `await`.
 * So the storage is switched off when the library has nothing to do, and switches itself on with its next request.
 */
export async function inLibraryContext<T>(work: () => Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
    if (underWay === 0) contextStorage.disable();
  }
}
