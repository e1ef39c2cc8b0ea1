import { BoundedCache } from './bounded-cache.js';

const MOST_VALUES = 1000;
/** A longer one is hardly ever there twice. */
const LONGEST = 1000;

/**
 * Gives equal values as one object: the logins of a client mostly ask for the same and are judged by the same, and there may be many of them at
 * once. Values are JSON data that nobody changes.
 */
export class SharedValues {
  private readonly known = new BoundedCache<unknown>(MOST_VALUES);

  /** The value, or one that is equal to it. Not for personal data: values are kept longer than the login. */
  share<T extends object>(value: T): T {
    const text = JSON.stringify(value);
    if (text.length > LONGEST) return value;
    const known = this.known.get(text);
    if (known === undefined) this.known.set(text, value);
    return (known as T | undefined) ?? value;
  }
}
