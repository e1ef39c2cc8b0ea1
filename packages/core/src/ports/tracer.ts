/** What a span may say: names and states of the protocol, never a code, number, address, name or token. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Something under way that is timed. */
export interface TracedSpan {
  /** Adds to what is known; members that are undefined are left out. */
  set(attributes: SpanAttributes): void;
}

/**
 * Times pieces of work, each within the one it was begun in. The engine needs none: nothing is timed then.
 */
export interface Tracer {
  /**
   * Runs `work` inside a span and returns what it returns; what it throws goes on, and marks the span as failed.
   * @param name one of few, e.g. `interaction`
   */
  span<T>(name: string, attributes: SpanAttributes, work: (span: TracedSpan) => Promise<T>): Promise<T>;
}
