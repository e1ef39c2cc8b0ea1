/** The time limits of one exchange: one for connecting, one for all of it. */
export class Limits {
  /** Which limit was passed, for the operator. */
  exceeded: string | undefined;
  private readonly controller = new AbortController();
  private readonly connectTimer: NodeJS.Timeout;
  private readonly totalTimer: NodeJS.Timeout;

  constructor(connectMilliseconds: number, totalMilliseconds: number) {
    this.connectTimer = setTimeout(() => this.abort('connecting took too long'), connectMilliseconds);
    this.totalTimer = setTimeout(() => this.abort('the answer took too long'), totalMilliseconds);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  connected(): void {
    clearTimeout(this.connectTimer);
  }

  stop(): void {
    clearTimeout(this.connectTimer);
    clearTimeout(this.totalTimer);
  }

  /** For work that cannot be aborted itself, such as the name service. */
  async race<T>(work: Promise<T>): Promise<T> {
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = (): void => reject(new Error('aborted'));
      this.signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      if (onAbort) this.signal.removeEventListener('abort', onAbort);
    }
  }

  private abort(reason: string): void {
    this.exceeded ??= reason;
    this.controller.abort();
  }
}
