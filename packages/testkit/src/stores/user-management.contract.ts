import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { User, UserStore } from '@tessera/core';
import { aUser } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { inParallel } from './harness.js';

interface Fixture {
  readonly store: UserStore;
  readonly tenantId: string;
  readonly otherTenantId: string;
}

const PAGE = { limit: 20, offset: 0 };

/** The part of the contract of {@link UserStore} that management needs. */
export function userManagementContract({ it }: TestApi, fixture: () => Fixture): void {
  const insert = async (overrides: Partial<User> = {}): Promise<User> => {
    const user = aUser({ tenantId: fixture().tenantId, ...overrides });
    assert.equal(await fixture().store.insert(user), true);
    return user;
  };

  it('lists users of any status, oldest first, page by page', async () => {
    const { store, tenantId, otherTenantId } = fixture();
    const users = [];
    for (const [index, status] of (['REGISTERED', 'DELETED', 'LOCKED'] as const).entries())
      users.push(await insert({ status, createdAt: 1_700_000_000_000 + index }));
    await store.patch(tenantId, users[0]?.sub ?? '', { claims: { name: 'changed' } });
    const all = await store.list(tenantId, PAGE);
    assert.deepEqual([all.totalCount, all.list.map(({ sub }) => sub)], [3, users.map(({ sub }) => sub)]);
    const second = await store.list(tenantId, { limit: 1, offset: 1 });
    assert.deepEqual(second, { list: [users[1]], totalCount: 3 });
    assert.deepEqual(await store.list(tenantId, { limit: 1, offset: 3 }), { list: [], totalCount: 3 });
    assert.deepEqual(await store.list(otherTenantId, PAGE), { list: [], totalCount: 0 });
  });

  it('lists users by each filter, and by several at once', async () => {
    const { store, tenantId } = fixture();
    const user = await insert({ email: 'Ann@Example.com', phoneNumber: '+819000000001', preferredUsername: 'Ann' });
    const locked = await insert({ email: 'ann@example.com', phoneNumber: '+819000000002', status: 'LOCKED' });
    const subs = async (filters: object): Promise<readonly string[]> =>
      (await store.list(tenantId, { ...PAGE, ...filters })).list.map(({ sub }) => sub);
    assert.deepEqual(new Set(await subs({ email: 'ANN@example.com' })), new Set([user.sub, locked.sub]));
    assert.deepEqual(await subs({ phoneNumber: '+819000000001' }), [user.sub]);
    assert.deepEqual(await subs({ preferredUsername: 'aNN' }), [user.sub]);
    assert.deepEqual(await subs({ status: 'LOCKED' }), [locked.sub]);
    assert.deepEqual(await subs({ email: 'ann@example.com', status: 'REGISTERED' }), [user.sub]);
    assert.deepEqual(await subs({ email: 'nobody@example.com' }), []);
  });

  it('replaces the whole user, look-ups included', async () => {
    const { store, tenantId } = fixture();
    const { email: _email, ...user } = await insert({ email: 'before@example.com', customProperties: { a: 1 } });
    const next: User = { ...user, preferredUsername: 'after', customProperties: { b: 2 }, roles: ['r'] };
    const written = await store.replace(next, user.updatedAt);
    assert.ok(written.kind === 'written');
    assert.deepEqual(written.user, { ...next, updatedAt: written.user.updatedAt });
    assert.ok(written.user.updatedAt > user.updatedAt);
    assert.deepEqual(await store.findById(tenantId, user.sub), written.user);
    assert.deepEqual(await store.findByUsername(tenantId, 'AFTER'), written.user);
    assert.equal(await store.findByUsername(tenantId, user.preferredUsername), undefined);
    assert.deepEqual(await store.findByEmail(tenantId, 'before@example.com'), []);
    await insert({ preferredUsername: user.preferredUsername });
  });

  it('refuses to replace what has changed, what is gone and with what is taken', async () => {
    const { store, tenantId, otherTenantId } = fixture();
    const other = await insert({ preferredUsername: 'taken', providerId: 'ldap', externalUserId: 'U-1' });
    const user = await insert({ providerId: 'ldap' });
    assert.deepEqual(await store.replace({ ...user, preferredUsername: 'Taken' }, user.updatedAt), { kind: 'taken' });
    assert.deepEqual(await store.replace({ ...user, externalUserId: 'U-1' }, user.updatedAt), { kind: 'taken' });
    assert.deepEqual(await store.replace({ ...user, tenantId: otherTenantId }, user.updatedAt), { kind: 'absent' });
    assert.deepEqual(await store.findById(tenantId, user.sub), user);
    await store.patch(tenantId, user.sub, { status: 'LOCKED' });
    assert.deepEqual(await store.replace(user, user.updatedAt), { kind: 'stale' });
    assert.equal((await store.findById(tenantId, user.sub))?.status, 'LOCKED');
    assert.deepEqual(await store.findByUsername(tenantId, 'taken'), other);
  });

  it('lets one of 8 parallel replacements through', async () => {
    const { store, tenantId } = fixture();
    const user = await insert();
    const results = await inParallel(8, (index) =>
      store.replace({ ...user, customProperties: { index } }, user.updatedAt),
    );
    const written = results.flatMap((result) => (result.kind === 'written' ? [result.user] : []));
    assert.equal(written.length, 1);
    assert.equal(results.filter(({ kind }) => kind === 'stale').length, 7);
    assert.deepEqual(await store.findById(tenantId, user.sub), written[0]);
  });

  it('replaces a password hash only while it is the expected one', async () => {
    const { store, tenantId, otherTenantId } = fixture();
    const user = await insert({ passwordHash: 'old' });
    const replace = (expected: string | undefined, next: string, tenant = tenantId): Promise<boolean> =>
      store.replacePasswordHash(tenant, user.sub, { expected, next });
    assert.equal(await replace('old', 'stolen', otherTenantId), false);
    assert.equal(await replace('old', 'new'), true);
    // What is rehashed or changed in parallel began with the old one.
    assert.equal(await replace('old', 'rehashed'), false);
    assert.equal(await replace(undefined, 'rehashed'), false);
    const after = await store.findById(tenantId, user.sub);
    assert.ok(after && after.updatedAt > user.updatedAt);
    assert.deepEqual(after, { ...user, passwordHash: 'new', updatedAt: after.updatedAt });
    const { passwordHash: _none, ...bare } = aUser({ tenantId });
    assert.equal(await store.insert(bare), true);
    assert.equal(await store.replacePasswordHash(tenantId, bare.sub, { expected: 'old', next: 'new' }), false);
    assert.equal(await store.replacePasswordHash(tenantId, bare.sub, { expected: undefined, next: 'new' }), true);
    assert.equal((await store.findById(tenantId, bare.sub))?.passwordHash, 'new');
    const gone = { expected: undefined, next: 'new' };
    assert.equal(await store.replacePasswordHash(tenantId, randomUUID(), gone), false);
  });

  it('lets one of 8 parallel calls replace a password hash', async () => {
    const { store, tenantId } = fixture();
    const user = await insert({ passwordHash: 'old' });
    const results = await inParallel(8, (index) =>
      store.replacePasswordHash(tenantId, user.sub, { expected: 'old', next: `new ${index}` }),
    );
    assert.equal(results.filter(Boolean).length, 1);
    assert.equal((await store.findById(tenantId, user.sub))?.passwordHash, `new ${results.indexOf(true)}`);
  });

  it('removes a user once and frees its names', async () => {
    const { store, tenantId, otherTenantId } = fixture();
    const user = await insert({ externalUserId: 'U-1' });
    assert.equal(await store.remove(otherTenantId, user.sub), false);
    assert.equal(await store.remove(tenantId, user.sub), true);
    assert.equal(await store.remove(tenantId, user.sub), false);
    assert.equal(await store.findById(tenantId, user.sub), undefined);
    assert.deepEqual(await store.findByEmail(tenantId, user.email ?? ''), []);
    await insert({ preferredUsername: user.preferredUsername, externalUserId: 'U-1' });
  });

  it('knows whether a role is in use in this tenant', async () => {
    const { store, tenantId, otherTenantId } = fixture();
    await insert();
    await insert({ sub: randomUUID(), roles: ['a', 'reader'] });
    assert.equal(await store.isRoleInUse(tenantId, 'reader'), true);
    assert.equal(await store.isRoleInUse(tenantId, 'read'), false);
    assert.equal(await store.isRoleInUse(otherTenantId, 'reader'), false);
  });
}
