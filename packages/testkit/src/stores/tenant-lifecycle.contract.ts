import type { TestApi } from '../test-api.js';
import { onboardingContract } from './onboarding.contract.js';
import { organizationContract } from './organization.contract.js';
import type { TenantLifecycleHarness } from './tenant-lifecycle.harness.js';
import { tenantRemovalContract } from './tenant-removal.contract.js';
import { uniqueKeyContract } from './unique-key.contract.js';

/** What a `DirectoryStore` must do together with the stores of what belongs to its tenants. `make` gives empty ones. */
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
