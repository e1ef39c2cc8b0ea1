export type { TestApi } from './test-api.js';
export { jsonAnswer, ScriptedHttpClient } from './http-client/scripted-http-client.js';
export { aMessage } from './sender/messages.js';
export { RecordingSender } from './sender/recording-sender.js';
export { senderContract, type FailingDelivery, type SenderHarness } from './sender/sender.contract.js';
export { SimpleTokenCache } from './token-cache/simple-token-cache.js';
export { tokenCacheContract, type TokenCacheHarness } from './token-cache/token-cache.contract.js';
export { aChallenge, aClient, aSecurityEvent, aTenant, aTransaction, aUser } from './builders.js';
export type { StoreHarness } from './stores/harness.js';
export { NoticeListener } from './stores/notice-listener.js';
export { auditLogContract, type AuditLogHarness } from './stores/audit-log.contract.js';
export { budgetsContract, type BudgetsHarness } from './stores/budgets.contract.js';
export { changeNoticesContract, type ChangeNoticesHarness } from './stores/change-notices.contract.js';
export { directoryStoreContract, type DirectoryStoreHarness } from './stores/directory-store.contract.js';
export { documentStoreContract } from './stores/document-store.contract.js';
export type { DocumentStoreHarness } from './stores/document-store.harness.js';
export { protocolStoreContract, type ProtocolStoreHarness } from './stores/protocol-store.contract.js';
export { securityEventStoreContract, type SecurityEventStoreHarness } from './stores/security-event-store.contract.js';
export { directoryNamesContract, type DirectoryKeysHarness } from './stores/directory-names.contract.js';
export { signingKeyStoreContract, type SigningKeyStoreHarness } from './stores/signing-key-store.contract.js';
export { tenantLifecycleContract } from './stores/tenant-lifecycle.contract.js';
export type { TenantLifecycleHarness } from './stores/tenant-lifecycle.harness.js';
export { transactionStoreContract } from './stores/transaction-store.contract.js';
export type { TransactionStoreHarness } from './stores/transaction-store.harness.js';
export { userStoreContract, type UserStoreHarness } from './stores/user-store.contract.js';
export { findOrStartPostgres, type TestPostgres } from './servers/postgres.js';
export {
  findOrStartRedis,
  findRedisServer,
  startRedis,
  startRedisCluster,
  type StartedRedis,
  type StartedRedisCluster,
  type TestRedis,
} from './servers/redis.js';
