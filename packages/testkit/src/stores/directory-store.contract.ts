import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DirectoryStore, Tenant } from '@tessera/core';
import { aClient, aTenant } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { directoryManagementContract } from './directory-management.contract.js';
import { countOf, inParallel, type StoreHarness } from './harness.js';

export interface DirectoryStoreHarness extends StoreHarness {
  readonly store: DirectoryStore;
}

/** What every {@link DirectoryStore} (and so every `TenantStore`) must do. `make` gives an empty store of its own. */
export function directoryStoreContract(api: TestApi, make: () => Promise<DirectoryStoreHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('DirectoryStore', () => {
    let harness: DirectoryStoreHarness;
    let store: DirectoryStore;
    let organizationId: string;
    let tenant: Tenant;

    beforeEach(async () => {
      harness = await make();
      ({ store } = harness);
      organizationId = randomUUID();
      assert.equal(await store.insertOrganization({ id: organizationId, name: 'Example Inc.' }), true);
      tenant = await insertTenant();
    });
    afterEach(async () => harness.dispose?.());

    async function insertTenant(overrides: Partial<Tenant> = {}): Promise<Tenant> {
      const inserted = aTenant({ organizationId, ...overrides });
      assert.equal(await store.insertTenant(inserted), true);
      return inserted;
    }

    it('gives back organizations and refuses a taken id', async () => {
      assert.equal(await store.insertOrganization({ id: organizationId, name: 'Another' }), false);
      assert.deepEqual(await store.findOrganization(organizationId), {
        id: organizationId,
        name: 'Example Inc.',
        version: 1,
      });
      assert.equal(await store.findOrganization(randomUUID()), undefined);
    });

    it('gives back exactly the tenant that was inserted', async () => {
      const full = await insertTenant({
        name: 'テナント',
        type: 'ADMIN',
        defaultPhoneRegion: 'JP',
        ui: {
          baseUrl: 'https://login.example.com',
          allowedOrigins: ['https://login.example.com'],
          includeTenantId: true,
        },
        idTokenSigningAlg: 'ES256',
        version: 7,
      });
      assert.deepEqual(await store.findTenant(full.id), full);
      assert.deepEqual(await store.findTenant(tenant.id), tenant);
      assert.equal(await store.findTenant(randomUUID()), undefined);
    });

    it('refuses a taken tenant id and changes nothing', async () => {
      assert.equal(await store.insertTenant({ ...tenant, name: 'Another' }), false);
      assert.deepEqual(await store.findTenant(tenant.id), tenant);
    });

    it('hides disabled tenants from sign-ins, not from those who administer them', async () => {
      const disabled = await insertTenant({ enabled: false });
      const other = randomUUID();
      await store.insertOrganization({ id: other, name: 'Other' });
      const foreign = await insertTenant({ organizationId: other });
      assert.equal(await store.findTenant(disabled.id), undefined);
      const tenantsOf = async (id: string): Promise<readonly Tenant[]> =>
        (await store.pageTenants({ organizationId: id, limit: 10, offset: 0 })).list;
      const listed = new Map((await tenantsOf(organizationId)).map((each) => [each.id, each]));
      assert.deepEqual(listed, new Map([tenant, disabled].map((each) => [each.id, each])));
      assert.deepEqual(await tenantsOf(other), [foreign]);
      assert.deepEqual(await tenantsOf(randomUUID()), []);
    });

    it('finds the enabled organizers of an organization', async () => {
      const organizer = await insertTenant({ type: 'ORGANIZER' });
      const disabled = await insertTenant({ type: 'ORGANIZER' });
      assert.equal(
        await store.replaceTenant({ ...disabled, enabled: false, version: disabled.version + 1 }, disabled.version),
        'written',
      );
      assert.deepEqual(await store.findOrganizers(organizationId), [organizer]);
      assert.deepEqual(await store.findOrganizers(randomUUID()), []);
    });

    it('gives back exactly the client that was inserted', async () => {
      const confidential = aClient({
        tenantId: tenant.id,
        roles: ['b', 'a'],
        logoUri: 'https://app.example.com/logo.png',
      });
      const {
        clientSecret: _secret,
        clientName: _name,
        ...publicClient
      } = aClient({
        tenantId: tenant.id,
        clientId: 'native-app',
        tokenEndpointAuthMethod: 'none',
      });
      for (const client of [confidential, publicClient]) {
        assert.equal(await store.insertClient(client), true);
        assert.deepEqual(await store.findClient(tenant.id, client.clientId), client);
      }
    });

    it('hides disabled and unknown clients and refuses a taken id', async () => {
      const client = aClient({ tenantId: tenant.id });
      assert.equal(await store.insertClient(client), true);
      assert.equal(await store.insertClient({ ...client, enabled: false }), false);
      assert.deepEqual(await store.findClient(tenant.id, client.clientId), client);
      assert.equal(await store.insertClient(aClient({ tenantId: tenant.id, clientId: 'off', enabled: false })), true);
      assert.equal(await store.findClient(tenant.id, 'off'), undefined);
      assert.equal(await store.findClient(tenant.id, 'unknown'), undefined);
    });

    it('keeps clients of two tenants apart, even with the same id', async () => {
      const other = await insertTenant();
      const client = aClient({ tenantId: tenant.id });
      await store.insertClient(client);
      assert.equal(await store.findClient(other.id, client.clientId), undefined);
      const twin = aClient({ tenantId: other.id, clientSecret: 'another-secret-of-another-tenant' });
      assert.equal(await store.insertClient(twin), true);
      assert.deepEqual(await store.findClient(tenant.id, client.clientId), client);
      assert.deepEqual(await store.findClient(other.id, client.clientId), twin);
    });

    it('unites the permissions of roles by name', async () => {
      const other = await insertTenant();
      const role = (tenantId: string, name: string, ...permissions: string[]): Promise<boolean> =>
        store.insertRole({ tenantId, id: randomUUID(), name, permissions });
      assert.equal(await role(tenant.id, 'reader', 'idp:user:read', 'idp:client:read'), true);
      assert.equal(await role(tenant.id, 'writer', 'idp:user:read', 'idp:user:update'), true);
      assert.equal(await role(other.id, 'reader', 'idp:*'), true);
      const permissions = await store.findPermissions(tenant.id, ['reader', 'writer', 'unknown']);
      assert.deepEqual([...permissions].sort(), ['idp:client:read', 'idp:user:read', 'idp:user:update']);
      assert.deepEqual(await store.findPermissions(other.id, ['reader']), ['idp:*']);
      assert.deepEqual(await store.findPermissions(other.id, ['writer']), []);
      assert.deepEqual(await store.findPermissions(tenant.id, []), []);
    });

    it('lists the roles of a tenant', async () => {
      const roles = ['writer', 'Reader', 'auditor'].map((name) => ({
        tenantId: tenant.id,
        id: randomUUID(),
        name,
        permissions: [`idp:${name}:read`],
        version: 1,
      }));
      for (const role of roles) assert.equal(await store.insertRole(role), true);
      const listed = new Map((await store.listRoles(tenant.id)).map((role) => [role.id, role]));
      assert.deepEqual(listed, new Map(roles.map((role) => [role.id, role])));
      assert.deepEqual(await store.listRoles(randomUUID()), []);
    });

    it('refuses a taken role id', async () => {
      const role = { tenantId: tenant.id, id: randomUUID(), name: 'reader', permissions: ['idp:user:read'] };
      assert.equal(await store.insertRole(role), true);
      assert.equal(await store.insertRole({ ...role, name: 'another', permissions: ['idp:*'] }), false);
      assert.deepEqual(await store.findPermissions(tenant.id, ['reader', 'another']), ['idp:user:read']);
    });

    directoryManagementContract(api, () => ({ store, tenant }));

    it('lets one of 8 parallel inserts have an id', async () => {
      const id = randomUUID();
      assert.equal(
        countOf(await inParallel(8, async () => store.insertTenant(aTenant({ id, organizationId }))), true),
        1,
      );
      const clients = await inParallel(8, async () =>
        store.insertClient(aClient({ tenantId: tenant.id, clientId: 'race' })),
      );
      assert.equal(countOf(clients, true), 1);
    });
  });
}
