import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Tenant } from '@tessera/core';
import { aClient, aSecurityEvent, aTenant, aUser } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel } from './harness.js';
import type { TenantLifecycleHarness } from './tenant-lifecycle.harness.js';

const KIND = 'authentication-configuration';

/** The part of the contract of `DirectoryStore` that the removal of tenants needs. */
export function tenantRemovalContract({ it }: TestApi, fixture: () => TenantLifecycleHarness): void {
  const now = Date.now();
  const filled = async (tenant: Tenant): Promise<() => Promise<readonly unknown[]>> => {
    const { directory, users, documents, protocol, signingKeys, events } = fixture();
    const { id: tenantId } = tenant;
    assert.equal(await directory.insertTenant(tenant), true);
    const [user, client] = [aUser({ tenantId }), aClient({ tenantId })];
    await users.insert(user);
    await directory.insertClient(client);
    await directory.insertRole({ tenantId, id: 'r', name: 'reader', permissions: ['idp:user:read'] });
    const write = { tenantId, kind: KIND, id: 'c', slot: 'sms', operator: 'o', operation: 'create' } as const;
    await documents.create({ ...write, document: { type: 'sms' }, now });
    await protocol.upsert({ tenantId, kind: 'Session', id: 's', uid: 'u', accountId: user.sub, payload: {} });
    await signingKeys.addIfNone({ tenantId, kid: 'k', alg: 'ES256', jwk: { d: 'private' }, createdAt: now });
    await events.append([aSecurityEvent({ tenant: { id: tenantId, name: 'Example' } })]);
    return async () => [
      await directory.findAnyTenant(tenantId),
      await users.findById(tenantId, user.sub),
      await users.findByUsername(tenantId, user.preferredUsername),
      await directory.findAnyClient(tenantId, client.clientId),
      (await directory.listRoles(tenantId))[0],
      (await documents.list(tenantId, KIND, { limit: 1, offset: 0 })).list[0],
      (await documents.listVersions(tenantId, KIND, 'c'))[0],
      await protocol.findByUid(tenantId, 'Session', 'u', now),
      (await signingKeys.list(tenantId))[0],
    ];
  };
  const eventCount = async (tenantId: string): Promise<number> =>
    (await fixture().events.query(tenantId, { limit: 10, offset: 0 })).list.length;

  it('removes a tenant with everything in it but its events, and no other', async () => {
    const { directory } = fixture();
    const [tenant, other] = [aTenant(), aTenant()];
    const [left, leftOfOther] = [await filled(tenant), await filled(other)];
    const before = await left();
    assert.equal(before.includes(undefined), false);
    assert.equal(await directory.removeTenant(tenant.id, 2), 'stale');
    assert.equal(await directory.removeTenant(randomUUID(), 1), 'absent');
    assert.deepEqual(await left(), before);
    assert.equal(await directory.removeTenant(tenant.id, 1), 'removed');
    assert.equal(await directory.removeTenant(tenant.id, 1), 'absent');
    assert.deepEqual(await left(), Array.from({ length: before.length }));
    assert.equal((await leftOfOther()).includes(undefined), false);
    assert.equal(await eventCount(tenant.id), 1);
    assert.deepEqual(
      (await directory.pageTenants({ organizationId: tenant.organizationId, limit: 10, offset: 0 })).list,
      [],
    );
    assert.equal((await directory.pageTenants({ limit: 10, offset: 0 })).totalCount, 1);
    assert.equal(await directory.replaceTenant({ ...tenant, version: 2 }, 1), 'absent');
  });

  it('lets one of 8 parallel callers remove a tenant', async () => {
    const { directory } = fixture();
    const tenant = aTenant();
    await directory.insertTenant(tenant);
    const results = await inParallel(8, () => directory.removeTenant(tenant.id, 1));
    assert.deepEqual([countOf(results, 'removed'), countOf(results, 'absent')], [1, 7]);
  });

  it('gives the id of a removed tenant, whose events are kept, to its own organization only', async () => {
    const { directory } = fixture();
    const tenant = aTenant();
    await directory.insertTenant(tenant);
    await directory.removeTenant(tenant.id, 1);
    const foreign = { ...tenant, organizationId: randomUUID() };
    assert.equal(await directory.isTenantIdTaken(tenant.id, foreign.organizationId), true);
    assert.equal(await directory.insertTenant(foreign), false);
    assert.equal(await directory.isTenantIdTaken(tenant.id, tenant.organizationId), false);
    assert.equal(await directory.insertTenant({ ...tenant, name: 'Again' }), true);
    assert.equal(await directory.isTenantIdTaken(tenant.id, tenant.organizationId), true);
    assert.deepEqual(await directory.findTenant(tenant.id), { ...tenant, name: 'Again' });
  });
}
