import type {
  DirectoryStore,
  DocumentStore,
  ProtocolStore,
  SecurityEventStore,
  SigningKeyStore,
  UserStore,
} from '@tessera/core';
import type { TestApi } from '../test-api.js';
import type { StoreHarness } from './harness.js';
import { onboardingContract } from './onboarding.contract.js';
import { organizationContract } from './organization.contract.js';
import { tenantRemovalContract } from './tenant-removal.contract.js';
import { uniqueKeyContract } from './unique-key.contract.js';

/** Stores that share one storage. */
export interface TenantLifecycleHarness extends StoreHarness {
  readonly directory: DirectoryStore;
  readonly users: UserStore;
  readonly documents: DocumentStore;
  readonly protocol: ProtocolStore;
  readonly signingKeys: SigningKeyStore;
  readonly events: SecurityEventStore;
}

/** What a {@link DirectoryStore} must do together with the stores of what belongs to its tenants. `make` gives empty ones. */
export function tenantLifecycleContract(api: TestApi, make: () => Promise<TenantLifecycleHarness>): void {
  const { describe, beforeEach, afterEach } = api;

  describe('the life of tenants', () => {
    let harness: TenantLifecycleHarness;
    beforeEach(async () => {
      harness = await make();
    });
    afterEach(async () => harness.dispose?.());

    organizationContract(api, () => harness);
    onboardingContract(api, () => harness);
    tenantRemovalContract(api, () => harness);
    uniqueKeyContract(api, () => harness);
  });
}
