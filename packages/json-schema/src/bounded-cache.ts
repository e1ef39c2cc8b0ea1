/** Keeps the values used last. */
export class BoundedCache<V> {
  private readonly values = new Map<string, V>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The kept value, or a new one from `make`. */
  getOrMake(key: string, make: () => V): V {
    const known = this.values.get(key);
    const value = known ?? make();
    // Again at the end: the map's order is that of use.
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.limit && oldest !== undefined) this.values.delete(oldest);
    return value;
  }

  get size(): number {
    return this.values.size;
  }
}
