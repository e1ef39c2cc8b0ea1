import { CachedTenants } from '@tessera/core';
import type { Client, Tenant } from '@tessera/core';
import { LocalChangeNotices } from '@tessera/memory';
import { aClient, aTenant } from '@tessera/testkit';

describe('cached tenants', () => {
  let reads: string[];
  let tenants: Map<string, Tenant>;
  let clients: Map<string, Client>;
  let notices: LocalChangeNotices;
  let cached: CachedTenants;

  const tenant = aTenant();
  const client = aClient({ tenantId: tenant.id });

  beforeEach(() => {
    reads = [];
    tenants = new Map([[tenant.id, tenant]]);
    clients = new Map([[client.clientId, client]]);
    notices = new LocalChangeNotices();
    const store = {
      findTenant: (id: string) => {
        reads.push(`tenant ${id}`);
        return Promise.resolve(tenants.get(id));
      },
      findClient: (_tenantId: string, id: string) => {
        reads.push(`client ${id}`);
        return Promise.resolve(clients.get(id));
      },
    };
    cached = new CachedTenants(store, notices);
  });

  it('asks the store once for a tenant and once for a client', async () => {
    for (let call = 0; call < 3; call += 1) {
      expect(await cached.findTenant(tenant.id)).toBe(tenant);
      expect(await cached.findClient(tenant.id, client.clientId)).toBe(client);
    }
    expect(reads).toEqual([`tenant ${tenant.id}`, `client ${client.clientId}`]);
  });

  it('reads a client that is named by its alias each time: a notice of its change would not find it', async () => {
    const renamed = { ...client, clientIdAlias: 'shop' };
    clients.set('shop', renamed);
    expect(await cached.findClient(tenant.id, 'shop')).toBe(renamed);
    clients.delete('shop');
    await notices.publish({ tenantId: tenant.id, what: 'client', key: client.clientId });
    expect(await cached.findClient(tenant.id, 'shop')).toBeUndefined();
  });

  it('shows a tenant that was disabled as soon as the notice is there', async () => {
    await cached.findTenant(tenant.id);
    tenants.delete(tenant.id);
    await notices.publish({ tenantId: tenant.id, what: 'tenant', key: tenant.id });
    expect(await cached.findTenant(tenant.id)).toBeUndefined();
  });

  it('shows a client that was changed as soon as the notice is there', async () => {
    await cached.findClient(tenant.id, client.clientId);
    const changed = { ...client, clientName: 'Another name' };
    clients.set(client.clientId, changed);
    await notices.publish({ tenantId: tenant.id, what: 'client', key: client.clientId });
    expect(await cached.findClient(tenant.id, client.clientId)).toBe(changed);
  });

  it('does not keep what was read before a notice and arrives after it', async () => {
    const reading = cached.findTenant(tenant.id);
    tenants.delete(tenant.id);
    await notices.publish({ tenantId: tenant.id, what: 'tenant', key: tenant.id });
    await reading;
    expect(await cached.findTenant(tenant.id)).toBeUndefined();
  });

  it('keeps the same client id of two tenants apart', async () => {
    await cached.findClient(tenant.id, client.clientId);
    await cached.findClient('another-tenant', client.clientId);
    expect(reads).toHaveLength(2);
  });

  it('asks again for what does not exist, so that it is there once it is made', async () => {
    tenants.clear();
    expect(await cached.findTenant(tenant.id)).toBeUndefined();
    tenants.set(tenant.id, tenant);
    expect(await cached.findTenant(tenant.id)).toBe(tenant);
  });

  it('asks again for everything once notices may have been missed', async () => {
    await cached.findTenant(tenant.id);
    tenants.delete(tenant.id);
    cached.forget();
    expect(await cached.findTenant(tenant.id)).toBeUndefined();
  });
});
