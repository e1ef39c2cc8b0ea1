import {
  auditLogContract,
  directoryNamesContract,
  directoryStoreContract,
  documentStoreContract,
  protocolStoreContract,
  securityEventStoreContract,
  signingKeyStoreContract,
  tenantLifecycleContract,
  userStoreContract,
} from '@tessera/testkit';
import type { Database, SqlStores } from '@tessera/sql';
import { createNotices, createTestStores } from './stores.js';

/** An empty migrated database, and how to be done with it. */
export interface TestDatabase {
  readonly database: Database;
  readonly dispose: () => Promise<void>;
}

type Harness<S> = { readonly store: S; readonly dispose: () => Promise<void> };

/** Runs the contract suites of all stores. */
export function runStoreContracts(open: () => Promise<TestDatabase>): void {
  const api = { describe, it, beforeEach, afterEach };
  const make =
    <K extends keyof SqlStores>(name: K) =>
    async (): Promise<Harness<SqlStores[K]>> => {
      const { database, dispose } = await open();
      return { store: createTestStores(database)[name], dispose };
    };

  directoryStoreContract(api, make('directory'));
  directoryNamesContract(api, async () => {
    const { database, dispose } = await open();
    return { ...createTestStores(database), dispose };
  });
  userStoreContract(api, make('users'));
  protocolStoreContract(api, make('protocol'));
  securityEventStoreContract(api, make('events'));
  auditLogContract(api, make('auditLog'));
  signingKeyStoreContract(api, make('signingKeys'));
  tenantLifecycleContract(api, async () => {
    const { database, dispose } = await open();
    return { ...createTestStores(database), dispose };
  });
  documentStoreContract(api, async () => {
    const { database, dispose } = await open();
    const notices = createNotices();
    return { store: createTestStores(database, notices).documents, notices, dispose };
  });
}
