/** A value, or the promise of one. What is at hand is given as it is: waiting costs every caller a turn of the event loop's queue. */
export type Awaitable<T> = T | Promise<T>;

/** Whether there is something to wait for. */
export function isPromise<T>(value: Awaitable<T>): value is Promise<T> {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}

/** `next` of the value: now if it is there, else once it is. */
export function andThen<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return isPromise(value) ? value.then(next) : next(value);
}

/** All values, now if all are there; those that are not are waited for together. */
export function together<T extends readonly unknown[]>(
  ...values: T
): Awaitable<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  return values.some(isPromise) ? Promise.all(values) : (values as { -readonly [K in keyof T]: Awaited<T[K]> });
}
