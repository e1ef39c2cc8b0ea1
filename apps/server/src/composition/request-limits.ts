import type { RequestLimiter, RequestLimits } from '@tessera/express';
import { FlexibleRequestLimiter } from '@tessera/rate-limit-flexible';
import type { RequestLimitSettings } from '../settings/server-settings.js';

export interface LimitDependencies {
  readonly hash: (caller: string) => string;
  /** Shared by all nodes; each counts by itself without it. */
  readonly redis: { readonly client: unknown; readonly keyPrefix: string } | undefined;
  readonly onError: (error: unknown) => void;
  /** Told of each request that is refused. */
  readonly onRefused: (limit: string) => void;
}

/** The limits of requests that are not switched off; undefined when all are. */
export function requestLimits(
  settings: RequestLimitSettings,
  dependencies: LimitDependencies,
): RequestLimits | undefined {
  const { managementPerOperatorMinute, tokensPerAddressMinute, refusedPerAddressMinute } = settings;
  const limits = {
    ...limited('operators', managementPerOperatorMinute, dependencies),
    ...limited('tokens', tokensPerAddressMinute, dependencies),
    // Asked before each token request: not worth a round trip. The limit is that of a node.
    ...limited('refused', refusedPerAddressMinute, { ...dependencies, redis: undefined }),
  };
  return Object.keys(limits).length > 0 ? limits : undefined;
}

function limited(
  name: keyof RequestLimits,
  limit: number,
  { hash, redis, onError, onRefused }: LimitDependencies,
): RequestLimits {
  if (limit === 0) return {};
  const common = { name, limit, windowSeconds: 60, hash, onError };
  const limiter = new FlexibleRequestLimiter(redis ? { ...common, redis } : common);
  const told = async (asked: Promise<number | undefined>): Promise<number | undefined> => {
    const seconds = await asked;
    if (seconds !== undefined) onRefused(name);
    return seconds;
  };
  const counted: RequestLimiter = {
    take: (caller) => told(limiter.take(caller)),
    wait: (caller) => told(limiter.wait(caller)),
  };
  return { [name]: counted };
}
