import type {
  DirectoryStore,
  DocumentStore,
  ProtocolStore,
  SecurityEventStore,
  SigningKeyStore,
  UserStore,
} from '@tessera/core';
import type { StoreHarness } from './harness.js';

/** Stores that share one storage. */
export interface TenantLifecycleHarness extends StoreHarness {
  readonly directory: DirectoryStore;
  readonly users: UserStore;
  readonly documents: DocumentStore;
  readonly protocol: ProtocolStore;
  readonly signingKeys: SigningKeyStore;
  readonly events: SecurityEventStore;
}
