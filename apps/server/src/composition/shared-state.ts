import type {
  Budgets,
  ChangeNotices,
  Clock,
  SecretBox,
  SecurityEventStore,
  TokenCache,
  TransactionStore,
} from '@tessera/core';
import { LocalChangeNotices, MemoryBudgets, MemoryTokenCache, MemoryTransactionStore } from '@tessera/memory';
import {
  OutboxRelay,
  RedisBudgets,
  RedisChangeNotices,
  RedisTokenCache,
  RedisTransactionStore,
  createRedis,
} from '@tessera/redis';
import type { RedisConnection } from '@tessera/redis';
import type { ServerSettings } from '../settings/server-settings.js';

/** State that lives as long as a login: in Redis, shared by all nodes, or in the memory of this one. */
export interface SharedState {
  readonly budgets: Budgets;
  readonly transactions: TransactionStore;
  readonly tokenCache: TokenCache;
  /** For counters of libraries; absent in memory. */
  readonly redis?: { readonly client: unknown; readonly keyPrefix: string };
  /** Rejects while it cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Notices exist before storage does, because storage publishes them; the rest needs the stored events. */
export interface SharedStateSource {
  readonly notices: ChangeNotices;
  /** Called when notices may have been missed: whatever was cached may be out of date. */
  onGap(listener: () => void): void;
  open(dependencies: SharedStateDependencies): SharedState;
  /** Closes what exists before {@link open}. */
  close(): Promise<void>;
}

export interface SharedStateDependencies {
  readonly events: SecurityEventStore;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
}

type ErrorListener = (error: unknown) => void;

type RedisSettings = Pick<ServerSettings, 'redisUrl' | 'redisKeyPrefix' | 'redisSentinelMaster'>;

/** In Redis when a URL is set: one address, or several separated by commas for a cluster or for sentinels. */
export async function sharedStateSource(settings: RedisSettings, onError: ErrorListener): Promise<SharedStateSource> {
  const { redisUrl, redisKeyPrefix, redisSentinelMaster: masterName } = settings;
  if (redisUrl === undefined) return memorySource();
  const redis = createRedis({
    url: redisUrl.split(',').map((url) => url.trim()),
    ...(masterName === undefined ? {} : { sentinel: { masterName } }),
    onError,
  });
  return redisSource(redis, redisKeyPrefix === undefined ? {} : { keyPrefix: redisKeyPrefix }, onError);
}

interface KeyNames {
  readonly keyPrefix?: string;
}

function memorySource(): SharedStateSource {
  return {
    notices: new LocalChangeNotices(),
    onGap: () => undefined,
    open: ({ events, clock }) => {
      const budgets = new MemoryBudgets();
      const transactions = new MemoryTransactionStore({ events, budgets });
      const nothing = (): Promise<void> => Promise.resolve();
      return { budgets, transactions, tokenCache: new MemoryTokenCache(clock), ping: nothing, close: nothing };
    },
    close: () => Promise.resolve(),
  };
}

async function redisSource(
  redis: RedisConnection,
  names: KeyNames,
  onError: ErrorListener,
): Promise<SharedStateSource> {
  const notices = new RedisChangeNotices({ redis, ...names, onError });
  const close = async (): Promise<void> => {
    await notices.close();
    await redis.close();
  };
  try {
    await redis.ready();
    await notices.ready();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    notices,
    onGap: (listener) => {
      notices.onGap(listener);
    },
    open: (dependencies) => openRedis({ redis, ...names }, dependencies, { onError, close }),
    close,
  };
}

function openRedis(
  where: KeyNames & { readonly redis: RedisConnection },
  { events, secretBox, clock }: SharedStateDependencies,
  { onError, close }: { readonly onError: ErrorListener; readonly close: () => Promise<void> },
): SharedState {
  const relay = new OutboxRelay({ ...where, secretBox, events, clock, onError });
  relay.start();
  const transactions = new RedisTransactionStore({ ...where, secretBox, events, onError });
  return {
    budgets: new RedisBudgets(where),
    transactions,
    tokenCache: new RedisTokenCache({ ...where, secretBox, clock }),
    redis: { client: where.redis.client, keyPrefix: where.keyPrefix ?? 'tessera' },
    ping: () => where.redis.ping(),
    close: async () => {
      await relay.stop();
      await transactions.close();
      await close();
    },
  };
}
