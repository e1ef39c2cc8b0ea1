import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DirectoryStore, IdentityUniqueKeyType, User, UserStore } from '@tessera/core';
import { aTenant, aUser } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel } from './harness.js';

interface Fixture {
  readonly directory: DirectoryStore;
  readonly users: UserStore;
}

const KEYS = [
  ['EMAIL', { email: 'Ann@example.com' }, { email: 'ann@Example.com' }],
  ['PHONE', { phoneNumber: '+819000000001' }, { phoneNumber: '+819000000001' }],
] as const;

/** The part of the contract of {@link UserStore} that keeps the unique key of a tenant. */
export function uniqueKeyContract({ it }: TestApi, fixture: () => Fixture): void {
  const aTenantWith = async (identityUniqueKeyType: IdentityUniqueKeyType): Promise<string> => {
    const tenant = aTenant({ identityUniqueKeyType });
    await fixture().directory.insertTenant(tenant);
    return tenant.id;
  };
  const bare = (tenantId: string, own: Partial<User> = {}): User => {
    const { email: _email, phoneNumber: _phone, ...user } = aUser({ tenantId, preferredUsername: randomUUID() });
    return { ...user, ...own };
  };

  for (const [type, key, same] of KEYS) {
    it(`keeps the unique key ${type} of two users apart, however it is written`, async () => {
      const { users } = fixture();
      const tenantId = await aTenantWith(type);
      const [first, second] = [bare(tenantId, key), bare(tenantId)];
      assert.equal(await users.insert(first), true);
      assert.equal(await users.insert(bare(tenantId, same)), false);
      assert.equal(await users.insert(second), true);
      assert.equal(await users.patch(tenantId, second.sub, same), false);
      assert.deepEqual(await users.findById(tenantId, second.sub), second);
      assert.deepEqual(await users.replace({ ...second, ...same }, second.updatedAt), { kind: 'taken' });
      assert.equal(await users.patch(tenantId, first.sub, { ...same, status: 'LOCKED' }), true);
      assert.equal(await users.remove(tenantId, first.sub), true);
      assert.equal(await users.patch(tenantId, second.sub, same), true);
      assert.equal(await users.insert(bare(tenantId, key)), false);
    });

    it(`lets one of 8 parallel users have the unique key ${type}`, async () => {
      const { users } = fixture();
      const tenantId = await aTenantWith(type);
      assert.equal(countOf(await inParallel(8, () => users.insert(bare(tenantId, key))), true), 1);
    });

    it(`lets one of 8 parallel changes take the unique key ${type}`, async () => {
      const { users } = fixture();
      const tenantId = await aTenantWith(type);
      const all = Array.from({ length: 8 }, () => bare(tenantId));
      for (const user of all) await users.insert(user);
      const results = await Promise.all(
        all.map(async (user, index) =>
          index % 2 === 0
            ? users.patch(tenantId, user.sub, key)
            : (await users.replace({ ...user, ...key }, user.updatedAt)).kind === 'written',
        ),
      );
      assert.equal(countOf(results, true), 1);
    });
  }

  it('lets users of other tenants, and of tenants with another key, share addresses and numbers', async () => {
    const { users } = fixture();
    const shared = { email: 'ann@example.com', phoneNumber: '+819000000001' };
    for (const type of ['EMAIL', 'PHONE', 'USERNAME'] as const)
      assert.equal(await users.insert(bare(await aTenantWith(type), shared)), true);
    const byName = await aTenantWith('USERNAME');
    assert.deepEqual(await inParallel(2, () => users.insert(bare(byName, shared))), [true, true]);
    const byEmail = await aTenantWith('EMAIL');
    const { phoneNumber } = shared;
    assert.deepEqual(await inParallel(2, () => users.insert(bare(byEmail, { phoneNumber }))), [true, true]);
  });
}
