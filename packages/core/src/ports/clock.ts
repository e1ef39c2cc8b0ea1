/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** The time. Injected, so that expiry and rates are tested without sleeping. */
export interface Clock {
  now(): Instant;
}

/** A time limit that is running. */
export interface Deadline {
  /** Aborts when the time is over; the platform's own kind of signal, so that any API takes it. */
  readonly signal: AbortSignalLike;
  /** Stops the clock; the signal never aborts after it. */
  cancel(): void;
}

/** Waiting and time limits. Separate from {@link Clock}, which only tells the time. */
export interface Timer {
  deadline(milliseconds: number): Deadline;
  /** Resolves after `milliseconds`, or rejects with the signal's reason as soon as it aborts. */
  sleep(milliseconds: number, signal?: AbortSignalLike): Promise<void>;
}

/** The part of `AbortSignal` that the engine uses; the platform's own fits. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
