import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { User, UserStore } from '@tessera/core';
import { aUser } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel, type StoreHarness } from './harness.js';
import { userManagementContract } from './user-management.contract.js';

export interface UserStoreHarness extends StoreHarness {
  readonly store: UserStore;
}

/** What every {@link UserStore} must do. `make` gives an empty store of its own. */
export function userStoreContract(api: TestApi, make: () => Promise<UserStoreHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('UserStore', () => {
    let harness: UserStoreHarness;
    let store: UserStore;
    let tenantId: string;
    let otherTenantId: string;

    beforeEach(async () => {
      harness = await make();
      ({ store } = harness);
      tenantId = randomUUID();
      otherTenantId = randomUUID();
      await harness.addTenant?.(tenantId);
      await harness.addTenant?.(otherTenantId);
    });
    afterEach(async () => harness.dispose?.());

    const insert = async (overrides: Partial<User> = {}): Promise<User> => {
      const user = aUser({ tenantId, ...overrides });
      assert.equal(await store.insert(user), true);
      return user;
    };

    it('gives back exactly what was inserted', async () => {
      const user = await insert({
        providerId: 'legacy-ldap',
        externalUserId: 'U-1',
        claims: { name: '山田 太郎', address: { country: 'JP', region: null } },
        customProperties: { tier: 3, tags: ['a'] },
        roles: ['b', 'a'],
      });
      assert.deepEqual(await store.findById(tenantId, user.sub), user);
      const { email: _email, phoneNumber: _phone, passwordHash: _hash, ...bare } = aUser({ tenantId });
      assert.equal(await store.insert(bare), true);
      assert.deepEqual(await store.findById(tenantId, bare.sub), bare);
    });

    it('finds by username and address without regard to case', async () => {
      const user = await insert({ preferredUsername: 'Élodie@Example.com', email: 'Élodie@Example.com' });
      assert.deepEqual(await store.findByUsername(tenantId, 'éLODIE@example.COM'), user);
      assert.deepEqual(await store.findByEmail(tenantId, 'éLODIE@example.COM'), [user]);
      assert.equal(await store.findByUsername(tenantId, 'elodie@example.com'), undefined);
      assert.deepEqual(await store.findByEmail(tenantId, 'elodie@example.com'), []);
    });

    it('finds by external user id of one provider, case kept', async () => {
      const user = await insert({ providerId: 'ldap', externalUserId: 'U-1' });
      await insert({ providerId: 'other', externalUserId: 'U-1' });
      assert.deepEqual(await store.findByExternalUserId(tenantId, 'ldap', 'U-1'), user);
      assert.equal(await store.findByExternalUserId(tenantId, 'ldap', 'u-1'), undefined);
      assert.equal(await store.findByExternalUserId(tenantId, 'unknown', 'U-1'), undefined);
    });

    it('gives at most three users with a number or an address', async () => {
      const phoneNumber = '+819000000001';
      const users = [];
      for (let index = 0; index < 4; index += 1) users.push(await insert({ phoneNumber, email: 'shared@example.com' }));
      await insert({ phoneNumber: '+819000000002' });
      const known = new Set(users.map(({ sub }) => sub));
      for (const found of [
        await store.findByPhoneNumber(tenantId, phoneNumber),
        await store.findByEmail(tenantId, 'SHARED@example.com'),
      ]) {
        assert.equal(new Set(found.map(({ sub }) => sub)).size, 3);
        assert.ok(found.every(({ sub }) => known.has(sub)));
      }
      assert.equal((await store.findByPhoneNumber(tenantId, '+819000000002')).length, 1);
      assert.deepEqual(await store.findByPhoneNumber(tenantId, '+819000000003'), []);
    });

    it('puts verified owners first, so that claims hide nobody', async () => {
      const [phoneNumber, email] = ['+819000000004', 'claimed@example.com'];
      for (let index = 0; index < 4; index += 1) await insert({ phoneNumber, email, createdAt: index });
      const owner = await insert({ phoneNumber, email, phoneNumberVerified: true, emailVerified: true });
      assert.equal((await store.findByPhoneNumber(tenantId, phoneNumber))[0]?.sub, owner.sub);
      assert.equal((await store.findByEmail(tenantId, email))[0]?.sub, owner.sub);
      const [claimant] = (await store.findByPhoneNumber(tenantId, phoneNumber)).slice(1);
      await store.patch(tenantId, claimant?.sub ?? '', { phoneNumberVerified: true });
      await store.patch(tenantId, owner.sub, { phoneNumberVerified: false });
      assert.equal((await store.findByPhoneNumber(tenantId, phoneNumber))[0]?.sub, claimant?.sub);
    });

    it('refuses a taken sub, username or external user id and writes nothing', async () => {
      const user = await insert({ preferredUsername: 'taken@example.com', providerId: 'ldap', externalUserId: 'U-1' });
      const clashes = [
        aUser({ tenantId, sub: user.sub, preferredUsername: 'free@example.com' }),
        aUser({ tenantId, preferredUsername: 'TAKEN@example.com' }),
        aUser({ tenantId, providerId: 'ldap', externalUserId: 'U-1' }),
      ];
      for (const clash of clashes) {
        assert.equal(await store.insert(clash), false);
        if (clash.sub === user.sub) continue;
        assert.equal(await store.findById(tenantId, clash.sub), undefined);
        assert.deepEqual(await store.findByEmail(tenantId, clash.email ?? ''), []);
      }
      assert.deepEqual(await store.findById(tenantId, user.sub), user);
      assert.equal(await store.findByUsername(tenantId, 'free@example.com'), undefined);
    });

    it('lets one of 8 parallel inserts have a username', async () => {
      const users = Array.from({ length: 8 }, (_, index) =>
        aUser({ tenantId, preferredUsername: index % 2 === 0 ? 'race@example.com' : 'Race@Example.com' }),
      );
      const inserted = await Promise.all(users.map(async (user) => store.insert(user)));
      assert.equal(countOf(inserted, true), 1);
      const winner = users[inserted.indexOf(true)];
      assert.equal((await store.findByUsername(tenantId, 'race@example.com'))?.sub, winner?.sub);
    });

    it('patches only what is named', async () => {
      const user = await insert({ claims: { name: 'Before', locale: 'ja' }, customProperties: { a: 1, b: 1 } });
      const changes = {
        phoneNumber: '+819000000009',
        phoneNumberVerified: true,
        claims: { locale: 'en' },
        customProperties: { b: 2 },
      };
      assert.equal(await store.patch(tenantId, user.sub, changes), true);
      const after = await store.findById(tenantId, user.sub);
      assert.ok(after);
      assert.deepEqual(after, {
        ...user,
        phoneNumber: '+819000000009',
        phoneNumberVerified: true,
        claims: { name: 'Before', locale: 'en' },
        customProperties: { a: 1, b: 2 },
        updatedAt: after.updatedAt,
      });
      assert.deepEqual(await store.findByPhoneNumber(tenantId, '+819000000009'), [after]);
    });

    it('patches password, address and status', async () => {
      const user = await insert();
      await store.patch(tenantId, user.sub, {
        passwordHash: 'new-hash',
        email: 'New@Example.com',
        emailVerified: true,
        status: 'LOCKED',
      });
      const [after] = await store.findByEmail(tenantId, 'new@example.com');
      assert.deepEqual(
        [after?.passwordHash, after?.email, after?.emailVerified, after?.status],
        ['new-hash', 'New@Example.com', true, 'LOCKED'],
      );
      assert.deepEqual(await store.findByEmail(tenantId, user.email ?? ''), []);
      assert.equal(after?.preferredUsername, user.preferredUsername);
    });

    it('says false when there is nobody to patch', async () => {
      const user = await insert();
      assert.equal(await store.patch(tenantId, randomUUID(), { status: 'LOCKED' }), false);
      assert.equal(await store.patch(otherTenantId, user.sub, { status: 'LOCKED' }), false);
      assert.equal((await store.findById(tenantId, user.sub))?.status, user.status);
    });

    it('loses none of 8 parallel patches of different attributes', async () => {
      const user = await insert();
      await inParallel(8, async (index) =>
        store.patch(tenantId, user.sub, { customProperties: { [`p${String(index)}`]: index } }),
      );
      const after = await store.findById(tenantId, user.sub);
      assert.deepEqual(after?.customProperties, { p0: 0, p1: 1, p2: 2, p3: 3, p4: 4, p5: 5, p6: 6, p7: 7 });
    });

    userManagementContract(api, () => ({ store, tenantId, otherTenantId }));

    it('keeps tenants apart, even with the same sub, name and address', async () => {
      const user = await insert({ providerId: 'ldap', externalUserId: 'U-1' });
      assert.equal(await store.findById(otherTenantId, user.sub), undefined);
      assert.equal(await store.findByUsername(otherTenantId, user.preferredUsername), undefined);
      assert.deepEqual(await store.findByEmail(otherTenantId, user.email ?? ''), []);
      assert.deepEqual(await store.findByPhoneNumber(otherTenantId, user.phoneNumber ?? ''), []);
      assert.equal(await store.findByExternalUserId(otherTenantId, 'ldap', 'U-1'), undefined);
      assert.equal(await store.insert({ ...user, tenantId: otherTenantId, status: 'LOCKED' }), true);
      assert.equal((await store.findById(tenantId, user.sub))?.status, 'REGISTERED');
      assert.equal((await store.findByUsername(otherTenantId, user.preferredUsername))?.status, 'LOCKED');
    });
  });
}
