import type { SendOutcome } from './send-outcome.js';
import { BoundedCache } from '../../engine/bounded-cache.js';
import type { Instant } from '../../ports/clock.js';

const SAMPLES = 8;
const FAILURE_MEMORY_MILLISECONDS = 60_000;

/** How a real send failed. */
export interface RecentFailure extends Pick<SendOutcome, 'answer' | 'counts' | 'reachedProvider'> {
  readonly destination: string;
}

interface Recent {
  readonly durations: readonly number[];
  readonly failure?: RecentFailure & { readonly at: Instant };
}

/**
 * How long real sends took lately and how the last one ended, by configuration, so that an unknown destination can be answered just the same
 * (specification 2.6).
 */
export class SendTimings {
  private readonly recent = new BoundedCache<Recent>(10_000);

  recordSuccess(key: string, milliseconds: number): void {
    this.recent.set(key, { durations: [...(this.recent.get(key)?.durations ?? []), milliseconds].slice(-SAMPLES) });
  }

  recordFailure(key: string, milliseconds: number, failure: RecentFailure & { readonly at: Instant }): void {
    const durations = [...(this.recent.get(key)?.durations ?? []), milliseconds].slice(-SAMPLES);
    this.recent.set(key, { durations, failure });
  }

  /** One of the recent durations, as `pick` chooses; 0 when there was none. */
  duration(key: string, pick: (limit: number) => number): number {
    const durations = this.recent.get(key)?.durations ?? [];
    return durations.length === 0 ? 0 : (durations[pick(durations.length)] ?? 0);
  }

  /** The latest real send, if that failed a moment ago. */
  recentFailure(key: string, now: Instant): RecentFailure | undefined {
    const failure = this.recent.get(key)?.failure;
    return failure && now - failure.at < FAILURE_MEMORY_MILLISECONDS ? failure : undefined;
  }
}
