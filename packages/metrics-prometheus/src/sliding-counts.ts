const SLOTS = 60;
const SLOT_MILLISECONDS = 60_000;

/** How many in the last hour, to the minute; 60 numbers, whatever the load. */
export class SlidingCounts {
  private readonly slots = new Float64Array(SLOTS);
  private readonly now: () => number;
  private latest: number;

  /** @param now milliseconds that never go back */
  constructor(now: () => number) {
    this.now = now;
    this.latest = this.slot();
  }

  add(): void {
    const index = this.advance() % SLOTS;
    this.slots[index] = (this.slots[index] ?? 0) + 1;
  }

  total(): number {
    this.advance();
    return this.slots.reduce((sum, count) => sum + count, 0);
  }

  private slot(): number {
    return Math.floor(this.now() / SLOT_MILLISECONDS);
  }

  /** Empties the minutes that have gone by since the last call. */
  private advance(): number {
    const current = Math.max(this.latest, this.slot());
    const passed = Math.min(SLOTS, current - this.latest);
    for (let step = 1; step <= passed; step += 1) this.slots[(current - passed + step) % SLOTS] = 0;
    this.latest = current;
    return current;
  }
}
