/** The time of an exchange is over. */
export class TimeOver extends Error {
  override readonly name: string = 'TimeOver';
}

/** The time limits of one exchange: one for connecting, one for all of it. */
export class Limits {
  private readonly connectTimer: NodeJS.Timeout;
  private readonly totalTimer: NodeJS.Timeout;
  private cancel: (reason: TimeOver) => void = () => undefined;

  constructor(connectMilliseconds: number, totalMilliseconds: number) {
    this.connectTimer = setTimeout(() => this.cancel(new TimeOver('connecting took too long')), connectMilliseconds);
    this.totalTimer = setTimeout(() => this.cancel(new TimeOver('the answer took too long')), totalMilliseconds);
  }

  /** From now on this is called when a limit is passed, in place of what was given before. */
  onTimeOver(cancel: (reason: TimeOver) => void): void {
    this.cancel = cancel;
  }

  /** Connecting is done; only the limit for all of it is left. */
  connected(): void {
    clearTimeout(this.connectTimer);
  }

  stop(): void {
    clearTimeout(this.connectTimer);
    clearTimeout(this.totalTimer);
  }

  /** Waits for work that cannot be ended itself, such as the name service. Rejects with {@link TimeOver}. */
  wait<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.onTimeOver(reject);
      work.then(resolve, reject);
    });
  }
}
