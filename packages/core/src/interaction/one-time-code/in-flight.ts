/** Work that is under way in this process, by key: the second caller gets the first one's outcome. */
export class InFlight<T> {
  private readonly running = new Map<string, Promise<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const already = this.running.get(key);
    if (already) return already;
    const started = this.finish(key, work());
    this.running.set(key, started);
    return started;
  }

  private async finish(key: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      this.running.delete(key);
    }
  }
}
