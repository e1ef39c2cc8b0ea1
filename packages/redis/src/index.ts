export { createRedis, type CreateRedisOptions } from './create-redis.js';
export { RedisConnection, type RedisClient, type RedisConnectionOptions } from './redis-connection.js';
export { RedisTransactionStore, type RedisTransactionStoreDependencies } from './redis-transaction-store.js';
export { OutboxRelay, type OutboxRelayDependencies, type RelayReport } from './outbox-relay.js';
export { RedisBudgets } from './redis-budgets.js';
export { RedisTokenCache, type RedisTokenCacheDependencies } from './redis-token-cache.js';
export { RedisChangeNotices, type RedisChangeNoticesDependencies } from './redis-change-notices.js';
