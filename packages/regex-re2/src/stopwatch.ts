import { TesseraError } from '@tessera/core';

/** Ends work that takes too long. */
export class Stopwatch {
  private readonly now: () => number;
  private readonly limit: number;
  private readonly end: number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number, limitMilliseconds: number) {
    this.now = now;
    this.limit = limitMilliseconds;
    this.end = now() + limitMilliseconds;
  }

  /** @throws TesseraError `ERR_OVERLOADED` when the time is over */
  check(): void {
    if (this.now() > this.end) {
      throw new TesseraError(
        'ERR_OVERLOADED',
        `a regular expression was still finding matches after ${String(this.limit)} ms; make it simpler or limit its input`,
      );
    }
  }
}
