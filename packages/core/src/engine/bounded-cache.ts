/**
 * A map that keeps at least the `limit` entries that were used last, and never more than twice as many. What is used goes into the younger of
 * two generations; when that is full the older one is forgotten. A use that finds its entry there already is a look-up and nothing else, and
 * nobody looks for the oldest entry: the first key of a Map is behind all that were deleted before it.
 */
export class BoundedCache<V> {
  private readonly limit: number;
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  /** @param limit 1 or more */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Undefined when it was never set, deleted or forgotten; a found entry counts as used. */
  get(key: string): V | undefined {
    const recent = this.young.get(key);
    if (recent !== undefined) return recent;
    const value = this.old.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** @param value anything but undefined */
  set(key: string, value: V): void {
    if (this.young.size >= this.limit && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  /** Does nothing when there is no such entry. */
  delete(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }
}
