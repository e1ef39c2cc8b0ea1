/** Time as {@link RefusalPace} sees it, in milliseconds. */
export interface Pacing {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

const SYSTEM: Pacing = {
  now: () => performance.now(),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};

/** A class that nobody has signed in with for a day slows nobody down. */
const FORGET_AFTER = 86_400_000;
const MOST_CLASSES = 32;
/** Above the mean, so that most checks of the slowest class are padded as well. */
const MARGIN = 1.25;
const LONGEST = 3000;

/**
 * Makes refusals alike. Hashes brought from other servers cost more, or less, than our own: the time of a wrong password would tell who has
 * been brought over, and so who exists. Every refusal therefore takes as long as the slowest kind of hash that has been checked lately.
 * While all hashes are our own, nothing waits.
 */
export class RefusalPace {
  readonly #pacing: Pacing;
  readonly #classes = new Map<string, { mean: number; seenAt: number }>();

  constructor(pacing: Pacing = SYSTEM) {
    this.#pacing = pacing;
  }

  /**
   * Runs a check and, when it says no, waits for what is missing.
   * @param queue runs the check; the time in it does not count
   * @param costClass of a hash that is not our own
   */
  async check(
    queue: (task: () => Promise<boolean>) => Promise<boolean>,
    task: () => Promise<boolean>,
    costClass: string | undefined,
  ): Promise<boolean> {
    let took = 0;
    const isRight = await queue(async () => {
      const start = this.#pacing.now();
      try {
        return await task();
      } finally {
        took = this.#pacing.now() - start;
      }
    });
    if (costClass !== undefined) this.#learn(costClass, took);
    const missing = isRight ? 0 : this.#floor() - took;
    if (missing > 0) await this.#pacing.sleep(missing);
    return isRight;
  }

  #learn(costClass: string, took: number): void {
    const known = this.#classes.get(costClass);
    this.#classes.delete(costClass);
    this.#classes.set(costClass, { mean: known ? known.mean * 0.8 + took * 0.2 : took, seenAt: this.#pacing.now() });
    const oldest = this.#classes.keys().next();
    if (this.#classes.size > MOST_CLASSES && !oldest.done) this.#classes.delete(oldest.value);
  }

  #floor(): number {
    const since = this.#pacing.now() - FORGET_AFTER;
    const means = [...this.#classes.values()].filter(({ seenAt }) => seenAt >= since).map(({ mean }) => mean);
    return Math.min(LONGEST, Math.max(0, ...means) * MARGIN);
  }
}
