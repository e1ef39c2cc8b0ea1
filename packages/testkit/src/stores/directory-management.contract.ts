import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Client, DirectoryStore, Role, Tenant } from '@tessera/core';
import { aClient } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel } from './harness.js';

interface Fixture {
  readonly store: DirectoryStore;
  readonly tenant: Tenant;
}

/** The part of the contract of {@link DirectoryStore} that management of roles and clients needs. */
export function directoryManagementContract({ it }: TestApi, fixture: () => Fixture): void {
  const insertRole = async (name: string): Promise<Role> => {
    const { store, tenant } = fixture();
    const role = { tenantId: tenant.id, id: randomUUID(), name, description: 'd', permissions: ['a'], version: 1 };
    assert.equal(await store.insertRole(role), true);
    return role;
  };
  const insertClient = async (overrides: Partial<Client> = {}): Promise<Client> => {
    const { store, tenant } = fixture();
    const client = aClient({ tenantId: tenant.id, ...overrides });
    assert.equal(await store.insertClient(client), true);
    return client;
  };

  it('replaces a role of the expected version, and no other', async () => {
    const { store, tenant } = fixture();
    const role = await insertRole('reader');
    await insertRole('writer');
    const { description: _description, ...bare } = role;
    const next = { ...bare, name: 'viewer', permissions: ['b'], version: 2 };
    assert.equal(await store.replaceRole(next, 2), 'stale');
    assert.equal(await store.replaceRole({ ...next, name: 'writer' }, 1), 'taken');
    assert.equal(await store.replaceRole({ ...next, id: randomUUID() }, 1), 'absent');
    assert.equal(await store.replaceRole({ ...next, tenantId: randomUUID() }, 1), 'absent');
    assert.deepEqual((await store.listRoles(tenant.id))[0], role);
    assert.equal(await store.replaceRole(next, 1), 'written');
    assert.deepEqual((await store.listRoles(tenant.id))[0], next);
    assert.deepEqual(await store.findPermissions(tenant.id, ['viewer', 'reader']), ['b']);
  });

  it('lets one of 8 parallel writers of a role through', async () => {
    const { store } = fixture();
    const role = await insertRole('reader');
    const results = await inParallel(8, () => store.replaceRole({ ...role, version: 2 }, 1));
    assert.deepEqual([countOf(results, 'written'), countOf(results, 'stale')], [1, 7]);
  });

  it('refuses a second role of the name, and frees it on removal', async () => {
    const { store, tenant } = fixture();
    const role = await insertRole('reader');
    assert.equal(await store.insertRole({ ...role, id: randomUUID() }), false);
    assert.equal(await store.removeRole(randomUUID(), role.id), false);
    assert.equal(await store.removeRole(tenant.id, role.id, 2), false);
    assert.equal(await store.removeRole(tenant.id, role.id, 1), true);
    assert.equal(await store.removeRole(tenant.id, role.id), false);
    assert.deepEqual(await store.findPermissions(tenant.id, ['reader']), []);
    await insertRole('reader');
  });

  it('lists clients, disabled ones included, page by page', async () => {
    const { store, tenant } = fixture();
    const first = await insertClient({ clientId: 'a' });
    const second = await insertClient({ clientId: 'b', enabled: false });
    assert.deepEqual(await store.listClients(tenant.id, { limit: 20, offset: 0 }), {
      list: [first, second],
      totalCount: 2,
    });
    assert.deepEqual(await store.listClients(tenant.id, { limit: 1, offset: 1 }), { list: [second], totalCount: 2 });
    assert.deepEqual(await store.listClients(randomUUID(), { limit: 1, offset: 0 }), { list: [], totalCount: 0 });
    assert.deepEqual(await store.findAnyClient(tenant.id, 'b'), second);
    assert.equal(await store.findAnyClient(randomUUID(), 'b'), undefined);
  });

  it('replaces a client of the expected version, and no other', async () => {
    const { store, tenant } = fixture();
    const { clientSecret: _secret, ...client } = await insertClient();
    const next: Client = { ...client, enabled: false, tokenEndpointAuthMethod: 'none', version: 2 };
    assert.equal(await store.replaceClient(next, 2), 'stale');
    assert.equal(await store.replaceClient({ ...next, clientId: 'unknown' }, 1), 'absent');
    assert.equal(await store.replaceClient({ ...next, tenantId: randomUUID() }, 1), 'absent');
    assert.equal((await store.findClient(tenant.id, client.clientId))?.version, 1);
    const results = await inParallel(8, () => store.replaceClient(next, 1));
    assert.deepEqual([countOf(results, 'written'), countOf(results, 'stale')], [1, 7]);
    assert.deepEqual(await store.findAnyClient(tenant.id, client.clientId), next);
    assert.equal(await store.findClient(tenant.id, client.clientId), undefined);
  });

  it('removes a client once', async () => {
    const { store, tenant } = fixture();
    const { clientId } = await insertClient();
    assert.equal(await store.removeClient(randomUUID(), clientId), false);
    assert.equal(await store.removeClient(tenant.id, clientId, 2), false);
    const results = await inParallel(8, () => store.removeClient(tenant.id, clientId, 1));
    assert.equal(countOf(results, true), 1);
    assert.equal(await store.removeClient(tenant.id, clientId), false);
    assert.equal(await store.findClient(tenant.id, clientId), undefined);
  });

  it('replaces a tenant of the expected version, and no other', async () => {
    const { store, tenant } = fixture();
    const next: Tenant = { ...tenant, name: 'Renamed', enabled: false, version: 2 };
    assert.equal(await store.replaceTenant(next, 2), 'stale');
    assert.equal(await store.replaceTenant({ ...next, id: randomUUID() }, 1), 'absent');
    assert.deepEqual(await store.findTenant(tenant.id), tenant);
    const results = await inParallel(8, () => store.replaceTenant({ ...next, organizationId: randomUUID() }, 1));
    assert.deepEqual([countOf(results, 'written'), countOf(results, 'stale')], [1, 7]);
    assert.deepEqual(await store.findAnyTenant(tenant.id), next);
    assert.equal(await store.findTenant(tenant.id), undefined);
    assert.equal(await store.findAnyTenant(randomUUID()), undefined);
    assert.deepEqual(await store.pageTenants({ ids: [tenant.id], limit: 1, offset: 0 }), {
      list: [next],
      totalCount: 1,
    });
  });
}
