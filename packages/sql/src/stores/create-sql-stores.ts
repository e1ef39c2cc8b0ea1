import type { ChangeNotices, Clock, Digests, SecretBox } from '@tessera/core';
import type { Database } from '../database/database.js';
import { SqlAuditLog } from './sql-audit-log.js';
import { SqlDirectoryStore } from './sql-directory-store.js';
import { SqlDocumentStore } from './sql-document-store.js';
import { SqlProtocolStore } from './sql-protocol-store.js';
import { SqlSecurityEventStore } from './sql-security-event-store.js';
import { SqlSigningKeyStore } from './sql-signing-key-store.js';
import { SqlUserStore } from './sql-user-store.js';
import type { StoreContext } from './store-context.js';

export interface SqlStoreDependencies {
  /** Encrypts what may not lie in the database in clear. */
  readonly secretBox: SecretBox;
  readonly digests: Digests;
  readonly clock: Clock;
  /** Told of changes after their commit. */
  readonly notices: Pick<ChangeNotices, 'publish'>;
  /**
   * Keyed hash by which users are found, 64 bits or more; `digests.keyedHash` unless given. Under another key no stored user is found any more,
   * so this key does not rotate with the others.
   */
  readonly blindIndex?: (text: string) => string;
}

/** Every store of this package. */
export interface SqlStores {
  readonly directory: SqlDirectoryStore;
  readonly users: SqlUserStore;
  readonly documents: SqlDocumentStore;
  readonly events: SqlSecurityEventStore;
  readonly auditLog: SqlAuditLog;
  readonly protocol: SqlProtocolStore;
  readonly signingKeys: SqlSigningKeyStore;
}

/** Makes the stores on a migrated database; they share its connections and hold nothing of their own to close. */
export function createSqlStores(database: Database, dependencies: SqlStoreDependencies): SqlStores {
  const { secretBox, digests, clock, notices } = dependencies;
  const blindIndex = dependencies.blindIndex ?? ((text: string) => digests.keyedHash(text));
  const context: StoreContext = { database, secretBox, digests, clock, notices, blindIndex };
  return {
    directory: new SqlDirectoryStore(context),
    users: new SqlUserStore(context),
    documents: new SqlDocumentStore(context),
    events: new SqlSecurityEventStore(context),
    auditLog: new SqlAuditLog(context),
    protocol: new SqlProtocolStore(context),
    signingKeys: new SqlSigningKeyStore(context),
  };
}
