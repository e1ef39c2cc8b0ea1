import {
  auditLogContract,
  budgetsContract,
  changeNoticesContract,
  directoryNamesContract,
  directoryStoreContract,
  documentStoreContract,
  protocolStoreContract,
  securityEventStoreContract,
  signingKeyStoreContract,
  tenantLifecycleContract,
  tokenCacheContract,
  transactionStoreContract,
  userStoreContract,
  type TestApi,
} from '@tessera/testkit';
import {
  LocalChangeNotices,
  MemoryAuditLog,
  MemoryBudgets,
  MemoryDirectoryStore,
  MemoryDocumentStore,
  MemoryProtocolStore,
  MemorySecurityEventStore,
  MemorySigningKeyStore,
  MemoryTokenCache,
  MemoryTransactionStore,
  MemoryUserStore,
} from '@tessera/memory';

const api: TestApi = { describe, it, beforeEach, afterEach };

auditLogContract(api, async () => ({ store: new MemoryAuditLog() }));
budgetsContract(api, async () => ({ budgets: new MemoryBudgets() }));
changeNoticesContract(api, async () => {
  const notices = new LocalChangeNotices();
  return { notices, otherNode: notices };
});
directoryStoreContract(api, async () => ({ store: new MemoryDirectoryStore() }));
directoryNamesContract(api, async () => {
  const signingKeys = new MemorySigningKeyStore();
  return { directory: new MemoryDirectoryStore({ signingKeys }), signingKeys };
});
documentStoreContract(api, async () => {
  const notices = new LocalChangeNotices();
  return { store: new MemoryDocumentStore(notices), notices };
});
protocolStoreContract(api, async () => ({ store: new MemoryProtocolStore() }));
securityEventStoreContract(api, async () => ({ store: new MemorySecurityEventStore() }));
signingKeyStoreContract(api, async () => ({ store: new MemorySigningKeyStore() }));
tenantLifecycleContract(api, async () => {
  const users = new MemoryUserStore();
  const documents = new MemoryDocumentStore(new LocalChangeNotices());
  const [protocol, signingKeys] = [new MemoryProtocolStore(), new MemorySigningKeyStore()];
  const directory = new MemoryDirectoryStore({ users, others: [documents, protocol, signingKeys] });
  return { directory, users, documents, protocol, signingKeys, events: new MemorySecurityEventStore() };
});
tokenCacheContract(api, async () => {
  let now = Date.now();
  return {
    cache: new MemoryTokenCache({ now: () => now }),
    now: () => now,
    advance: async (milliseconds) => {
      now += milliseconds;
    },
  };
});
transactionStoreContract(api, async () => {
  const [events, budgets] = [new MemorySecurityEventStore(), new MemoryBudgets()];
  return { store: new MemoryTransactionStore({ events, budgets }), events, budgets };
});
userStoreContract(api, async () => ({ store: new MemoryUserStore() }));
