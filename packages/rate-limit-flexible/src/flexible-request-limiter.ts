import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';

export interface FlexibleRequestLimiterOptions {
  /** Tells limits apart that share a store. */
  readonly name: string;
  /** Requests within the window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** Hides callers from whoever reads the store. */
  readonly hash: (caller: string) => string;
  /** An ioredis client that all nodes share; without it each node counts by itself. */
  readonly redis?: { readonly client: unknown; readonly keyPrefix: string };
  /** Hears that the store is out of reach. */
  readonly onError?: (error: unknown) => void;
}

/**
 * How many requests a caller may make. While the shared store is out of reach each node counts by itself: the limit then holds per node, and
 * nobody is refused for the store's sake.
 */
export class FlexibleRequestLimiter {
  private readonly hash: (caller: string) => string;
  private readonly onError: (error: unknown) => void;
  private readonly limit: number;
  private readonly local: RateLimiterMemory;
  private readonly shared: RateLimiterRedis | undefined;

  constructor({ name, limit, windowSeconds, hash, redis, onError = () => undefined }: FlexibleRequestLimiterOptions) {
    const common = {
      points: limit,
      duration: windowSeconds,
      keyPrefix: `${redis?.keyPrefix ?? 'tessera'}:rate:${name}`,
    };
    this.hash = hash;
    this.onError = onError;
    this.limit = limit;
    this.local = new RateLimiterMemory(common);
    this.shared = redis ? new RateLimiterRedis({ ...common, storeClient: redis.client }) : undefined;
  }

  /** Takes a unit. Undefined when there was one, else the seconds until there is one again. */
  async take(caller: string): Promise<number | undefined> {
    const key = this.hash(caller);
    return secondsOf(await this.ask((limiter) => limiter.consume(key).catch(refusalOf)), this.limit);
  }

  /** Takes nothing. Undefined when a unit is left, else the seconds until there is one again. */
  async wait(caller: string): Promise<number | undefined> {
    const key = this.hash(caller);
    const found = await this.ask((limiter) => limiter.get(key));
    // The next one would be the first too many.
    return secondsOf(found, this.limit - 1);
  }

  private async ask<T>(question: (limiter: RateLimiterAbstract) => Promise<T>): Promise<T> {
    if (this.shared) {
      try {
        return await question(this.shared);
      } catch (error) {
        this.onError(error);
      }
    }
    return question(this.local);
  }
}

/** The library rejects with its own result for a refusal, and with an error when the store failed. */
function refusalOf(reason: unknown): RateLimiterRes {
  if (reason instanceof RateLimiterRes) return reason;
  throw reason;
}

function secondsOf(result: RateLimiterRes | null, limit: number): number | undefined {
  if (!result || result.consumedPoints <= limit) return undefined;
  return Math.max(1, Math.ceil(result.msBeforeNext / 1000));
}
