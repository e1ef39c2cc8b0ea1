import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Client, DirectoryStore, SigningKey, SigningKeyChange, SigningKeyStore, Tenant } from '@tessera/core';
import { aClient, aTenant } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel, type StoreHarness } from './harness.js';

/** The directory and the keys of one deployment. */
export interface DirectoryKeysHarness extends StoreHarness {
  readonly directory: DirectoryStore;
  readonly signingKeys: SigningKeyStore;
}

/** Names of clients, and keys that are written with their tenant. `make` gives empty stores of one deployment. */
export function directoryNamesContract(api: TestApi, make: () => Promise<DirectoryKeysHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('DirectoryStore: aliases of clients, keys of tenants', () => {
    let harness: DirectoryKeysHarness;
    let directory: DirectoryStore;
    let signingKeys: SigningKeyStore;
    let tenant: Tenant;

    beforeEach(async () => {
      harness = await make();
      ({ directory, signingKeys } = harness);
      tenant = aTenant();
      await directory.insertOrganization({ id: tenant.organizationId, name: 'Example' });
      assert.equal(await directory.insertTenant(tenant), true);
    });
    afterEach(async () => harness.dispose?.());

    const client = (clientId: string, clientIdAlias?: string, more: Partial<Client> = {}): Client =>
      aClient({ tenantId: tenant.id, clientId, ...(clientIdAlias === undefined ? {} : { clientIdAlias }), ...more });

    it('finds a client by its alias, and a disabled one only for those who administer it', async () => {
      const [living, disabled] = [client('a', 'a-alias'), client('b', 'b-alias', { enabled: false })];
      for (const each of [living, disabled]) assert.equal(await directory.insertClient(each), true);
      assert.deepEqual(await directory.findClient(tenant.id, 'a-alias'), living);
      assert.deepEqual(await directory.findClientNamed(tenant.id, 'a'), living);
      assert.equal(await directory.findClient(tenant.id, 'b-alias'), undefined);
      assert.deepEqual(await directory.findClientNamed(tenant.id, 'b-alias'), disabled);
      assert.equal(await directory.findAnyClient(tenant.id, 'a-alias'), undefined);
      assert.equal(await directory.findClientNamed(randomUUID(), 'a-alias'), undefined);
      assert.equal(await directory.findClientNamed(tenant.id, 'c'), undefined);
    });

    it('refuses a client whose id or alias another one of the tenant has as id or alias', async () => {
      await directory.insertClient(client('a', 'a-alias'));
      for (const taken of [client('a-alias'), client('b', 'a'), client('b', 'a-alias')])
        assert.equal(await directory.insertClient(taken), false);
      const other = aTenant();
      await directory.insertTenant(other);
      assert.equal(await directory.insertClient(client('a-alias', 'a', { tenantId: other.id })), true);
    });

    it('replaces an alias by one that is free, and frees the former', async () => {
      await directory.insertClient(client('a', 'a-alias'));
      await directory.insertClient(client('b'));
      const next = (alias: string | undefined, version: number): Client => client('b', alias, { version });
      for (const taken of ['a', 'a-alias']) assert.equal(await directory.replaceClient(next(taken, 2), 1), 'taken');
      assert.equal(await directory.replaceClient(next('b-alias', 2), 1), 'written');
      assert.deepEqual(await directory.findClient(tenant.id, 'b-alias'), next('b-alias', 2));
      assert.equal(await directory.replaceClient(next(undefined, 3), 2), 'written');
      assert.equal(await directory.findClient(tenant.id, 'b-alias'), undefined);
      assert.equal(await directory.insertClient(client('b-alias')), true);
    });

    it('lets one of 8 parallel clients have a name, be it as id or as alias', async () => {
      const results = await inParallel(8, (index) =>
        directory.insertClient(index % 2 === 0 ? client(`c${index}`, 'wanted') : client('wanted')),
      );
      assert.equal(countOf(results, true), 1);
    });

    const key = (alg: SigningKey['alg'], createdAt: number, kid: string = randomUUID()): SigningKey => ({
      tenantId: tenant.id,
      kid,
      alg,
      jwk: { kty: alg === 'RS256' ? 'RSA' : 'EC', d: 'd' },
      createdAt,
    });
    const change = (more: Partial<SigningKeyChange>): SigningKeyChange => {
      const added = more.added ?? [];
      return { added, removed: [], kept: added.map(({ kid }) => kid), at: 2000, publishedUntil: 9000, ...more };
    };

    it('stores the keys of a new tenant with it, and none when its id is taken', async () => {
      const other = aTenant();
      const [own, stray] = [{ ...key('RS256', 2000), tenantId: other.id }, key('RS256', 2000)];
      assert.equal(await directory.insertTenant(other, { keys: change({ added: [own] }) }), true);
      assert.deepEqual(await signingKeys.list(other.id), [own]);
      assert.equal(await directory.insertTenant(tenant, { keys: change({ added: [stray] }) }), false);
      assert.deepEqual(await signingKeys.list(tenant.id), []);
    });

    it('retires living keys of the algorithm when others are brought, and those no longer brought', async () => {
      const [made, elliptic, brought] = [key('RS256', 1000), key('ES256', 1000), key('RS256', 2000)];
      for (const each of [made, elliptic]) await signingKeys.addIfNone(each);
      const added = change({ added: [brought] });
      assert.equal(await directory.replaceTenant({ ...tenant, version: 2 }, 5, added), 'stale');
      assert.equal((await signingKeys.list(tenant.id)).length, 2);
      assert.equal(await directory.replaceTenant({ ...tenant, version: 2 }, 1, added), 'written');
      const byKid = async (): Promise<Map<string, SigningKey>> =>
        new Map((await signingKeys.list(tenant.id)).map((each) => [each.kid, each]));
      const retired = { ...made, retiredAt: 2000, expiresAt: 9000 };
      const after = [retired, elliptic, brought].map((each) => [each.kid, each] as const);
      assert.deepEqual(await byKid(), new Map(after));
      const removed = change({ removed: [brought.kid], at: 3000, publishedUntil: 9500 });
      assert.equal(await directory.replaceTenant({ ...tenant, version: 3 }, 2, removed), 'written');
      assert.deepEqual((await byKid()).get(brought.kid), { ...brought, retiredAt: 3000, expiresAt: 9500 });
      const again = { ...brought, createdAt: 4000 };
      const revived = change({ added: [again], at: 4000 });
      assert.equal(await directory.replaceTenant({ ...tenant, version: 4 }, 3, revived), 'written');
      assert.deepEqual((await byKid()).get(brought.kid), again);
      assert.deepEqual((await byKid()).get(made.kid), retired);
    });
  });
}
