import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DirectoryStore, Organization } from '@tessera/core';
import { aTenant } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel } from './harness.js';

interface Fixture {
  readonly directory: DirectoryStore;
}

/** The part of the contract of {@link DirectoryStore} that management of organizations needs. */
export function organizationContract({ it }: TestApi, fixture: () => Fixture): void {
  const insert = async (): Promise<Organization> => {
    const organization = { id: randomUUID(), name: 'Example Inc.', version: 1 };
    assert.equal(await fixture().directory.insertOrganization(organization), true);
    return organization;
  };

  it('lists organizations page by page', async () => {
    const { directory } = fixture();
    const all = [await insert(), await insert(), await insert()];
    const ids = async (limit: number, offset: number): Promise<readonly string[]> => {
      const { list, totalCount } = await directory.listOrganizations({ limit, offset });
      assert.equal(totalCount, 3);
      return list.map(({ id }) => id);
    };
    const listed = [...(await ids(2, 0)), ...(await ids(2, 2))];
    assert.deepEqual(new Set(listed), new Set(all.map(({ id }) => id)));
    assert.deepEqual([listed.length, await ids(2, 3)], [3, []]);
  });

  it('replaces an organization of the expected version, and no other', async () => {
    const { directory } = fixture();
    const organization = await insert();
    const next = { ...organization, name: 'Renamed', version: 2 };
    assert.equal(await directory.replaceOrganization(next, 2), 'stale');
    assert.equal(await directory.replaceOrganization({ ...next, id: randomUUID() }, 1), 'absent');
    const results = await inParallel(8, () => directory.replaceOrganization(next, 1));
    assert.deepEqual([countOf(results, 'written'), countOf(results, 'stale')], [1, 7]);
    assert.deepEqual(await directory.findOrganization(organization.id), next);
  });

  it('removes an organization without tenants, of the expected version, once', async () => {
    const { directory } = fixture();
    const { id: organizationId } = await insert();
    const tenant = aTenant({ organizationId });
    await directory.insertTenant(tenant);
    assert.equal(await directory.removeOrganization(organizationId, 1), 'in_use');
    await directory.removeTenant(tenant.id, 1);
    assert.equal(await directory.removeOrganization(organizationId, 2), 'stale');
    assert.equal(await directory.removeOrganization(organizationId, 1), 'removed');
    assert.equal(await directory.removeOrganization(organizationId, 1), 'absent');
    assert.equal(await directory.findOrganization(organizationId), undefined);
  });

  it('leaves no tenant without its organization, whoever is faster', async () => {
    const { directory } = fixture();
    for (let round = 0; round < 10; round += 1) {
      const { id: organizationId } = await insert();
      const [removed, made] = await Promise.all([
        directory.removeOrganization(organizationId, 1),
        directory.insertTenant(aTenant({ organizationId }), { requiresOrganization: true }),
      ]);
      assert.ok((removed === 'removed') !== made, `${removed} ${made}`);
    }
  });

  it('pages the tenants of one organization, of all, and of a choice', async () => {
    const { directory } = fixture();
    const [one, other] = [await insert(), await insert()];
    const tenants = [one, one, other].map(({ id }) => aTenant({ organizationId: id }));
    for (const tenant of tenants) await directory.insertTenant(tenant);
    const [first, second, third] = tenants.map(({ id }) => id);
    const page = async (query: object): Promise<[ReadonlySet<string>, number]> => {
      const { list, totalCount } = await directory.pageTenants({ limit: 20, offset: 0, ...query });
      return [new Set(list.map(({ id }) => id)), totalCount];
    };
    assert.deepEqual(await page({}), [new Set([first, second, third]), 3]);
    assert.deepEqual(await page({ organizationId: one.id }), [new Set([first, second]), 2]);
    assert.deepEqual(await page({ organizationId: one.id, ids: [second, third] }), [new Set([second]), 1]);
    assert.deepEqual(await page({ ids: [] }), [new Set(), 0]);
    const [[start], [end]] = [await page({ limit: 1 }), await page({ limit: 2, offset: 1 })];
    assert.deepEqual([start.size, end.size, new Set([...start, ...end]).size], [1, 2, 3]);
  });
}
