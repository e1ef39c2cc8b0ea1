import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DirectoryStore, Onboarding, UserStore } from '@tessera/core';
import { aClient, aTenant, aUser } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel } from './harness.js';

interface Fixture {
  readonly directory: DirectoryStore;
  readonly users: UserStore;
}

/** The part of the contract of {@link DirectoryStore} that onboarding needs. */
export function onboardingContract({ it }: TestApi, fixture: () => Fixture): void {
  const anOnboarding = (organizationId: string = randomUUID(), tenantId: string = randomUUID()): Onboarding => ({
    organization: { id: organizationId, name: 'Example Inc.', version: 1 },
    tenant: aTenant({ id: tenantId, organizationId, type: 'ORGANIZER' }),
    role: { tenantId, id: randomUUID(), name: 'administrator', permissions: ['idp:user:*'], version: 1 },
    user: aUser({ tenantId, roles: ['administrator'] }),
    client: aClient({ tenantId, clientId: randomUUID(), roles: ['administrator'] }),
  });
  const stored = async ({ organization, tenant, role, user, client }: Onboarding): Promise<unknown[]> => {
    const { directory, users } = fixture();
    const roles = await directory.listRoles(tenant.id);
    return [
      await directory.findOrganization(organization.id),
      await directory.findTenant(tenant.id),
      roles.find(({ id }) => id === role.id),
      await users.findById(tenant.id, user.sub),
      await directory.findClient(tenant.id, client.clientId),
    ];
  };

  it('makes all parts of an organization at once', async () => {
    const onboarding = anOnboarding();
    assert.equal(await fixture().directory.onboard(onboarding), 'written');
    const { organization, tenant, role, user, client } = onboarding;
    assert.deepEqual(await stored(onboarding), [organization, tenant, role, user, client]);
  });

  it('makes nothing when an id is taken', async () => {
    const { directory } = fixture();
    const first = anOnboarding();
    await directory.onboard(first);
    const sameOrganization = anOnboarding(first.organization.id);
    assert.equal(await directory.onboard(sameOrganization), 'organization_taken');
    assert.deepEqual((await stored(sameOrganization)).slice(1), [undefined, undefined, undefined, undefined]);
    const sameTenant = anOnboarding(undefined, first.tenant.id);
    assert.equal(await directory.onboard(sameTenant), 'tenant_taken');
    const [organization, tenant, ...rest] = await stored(sameTenant);
    assert.deepEqual([organization, tenant, rest], [undefined, first.tenant, [undefined, undefined, undefined]]);
  });

  it('lets one of 8 parallel onboardings through, and leaves nothing of the others', async () => {
    const { directory } = fixture();
    const ids = [randomUUID(), randomUUID()] as const;
    const all = Array.from({ length: 8 }, () => anOnboarding(...ids));
    const results = await inParallel(8, (index) => directory.onboard(all[index] ?? anOnboarding()));
    assert.deepEqual([countOf(results, 'written'), countOf(results, 'organization_taken')], [1, 7]);
    for (const [index, onboarding] of all.entries()) {
      const parts = (await stored(onboarding)).slice(2);
      assert.equal(parts.filter((part) => part !== undefined).length, results[index] === 'written' ? 3 : 0);
    }
  });

  it('leaves nothing of an onboarding that fails in the middle', async () => {
    const onboarding = anOnboarding();
    const client = Object.defineProperty({ ...onboarding.client }, 'clientSecret', {
      enumerable: true,
      get: () => {
        throw new Error('broken');
      },
    });
    await assert.rejects(fixture().directory.onboard({ ...onboarding, client }));
    assert.deepEqual(await stored(onboarding), Array.from({ length: 5 }));
    assert.equal(await fixture().directory.onboard(onboarding), 'written');
  });
}
