import type { Clock, Instant } from '@tessera/core';

/** The system's time. */
export class SystemClock implements Clock {
  now(): Instant {
    return Date.now();
  }
}
