import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ChangeNotice } from '@tessera/core';
import { aClient, aSecurityEvent, aTenant, aUser } from '@tessera/testkit';
import type { SqlStores } from '@tessera/sql';
import type { TestDatabase } from './contracts.js';
import { createNotices, createTestStores, NOW } from './stores.js';

type Open = (options: { readonly onStatement: (text: string) => void }) => Promise<TestDatabase>;

/** What these stores promise beyond the ports, on both databases. */
export function describeSqlBehaviour(open: Open): void {
  let opened: TestDatabase;
  let stores: SqlStores;
  let statements: string[];
  let tenantId: string;

  beforeEach(async () => {
    statements = [];
    opened = await open({ onStatement: (text) => statements.push(text) });
    stores = createTestStores(opened.database);
    tenantId = randomUUID();
    statements.length = 0;
  });
  afterEach(() => opened.dispose());

  const event = (createdAt: number = NOW): ReturnType<typeof aSecurityEvent> =>
    aSecurityEvent({ tenant: { id: tenantId, name: 'Example' }, createdAt });
  const count = async (): Promise<number> => (await stores.events.query(tenantId, { limit: 1, offset: 0 })).totalCount;

  it('names the tenant in every statement on data of tenants', async () => {
    await callEveryLookUp(stores, tenantId);
    const ofTenants =
      /(from|into|update) (".*?"\.)?"(clients|roles|users|documents|document_versions|security_events|protocol_artifacts|signing_keys)"/;
    const watched = statements.filter((text) => ofTenants.test(text));
    expect(watched.length).toBeGreaterThan(20);
    expect(watched.filter((text) => !/"tenant_id" = /.test(text) && !text.startsWith('insert into'))).toEqual([]);
  });

  it('answers each look-up of a user, client, key or artifact with one statement', async () => {
    await stores.users.insert(aUser({ tenantId, preferredUsername: 'someone' }));
    for (const lookUp of [
      () => stores.users.findByUsername(tenantId, 'Someone'),
      () => stores.users.findByPhoneNumber(tenantId, '+819012345678'),
      () => stores.directory.findClient(tenantId, 'web-app'),
      () => stores.signingKeys.list(tenantId),
      () => stores.protocol.findByUid(tenantId, 'Session', 'uid', NOW),
    ]) {
      statements.length = 0;
      await lookUp();
      expect(statements).toHaveLength(1);
    }
  });

  it('puts events that are appended at the same time into few commits', async () => {
    const events = Array.from({ length: 64 }, () => event());
    await Promise.all(events.map((each) => stores.events.append([each])));
    expect(statements.filter((text) => text.startsWith('insert into')).length).toBeLessThanOrEqual(2);
    expect(await count()).toBe(64);
  });

  it('stores more events than one statement can take', async () => {
    const events = Array.from({ length: 1201 }, () => event());
    await stores.events.append(events);
    expect(await count()).toBe(1201);
  });

  it('orders events of one instant by the order of their insertion, newest first', async () => {
    const events = Array.from({ length: 5 }, () => event());
    for (const each of events) await stores.events.append([each]);
    const { list } = await stores.events.query(tenantId, { limit: 10, offset: 0 });
    expect(list.map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse());
  });

  it('stores an event whose texts hold U+0000', async () => {
    const odd = { ...event(), ipAddress: 'a\0b', userAgent: 'curl\0', client: { id: 'x\0' } };
    await stores.events.append([odd]);
    assert.deepEqual(await stores.events.find(tenantId, odd.id), odd);
  });

  it('purges events before an instant, in the one tenant only', async () => {
    const other = randomUUID();
    const old = Array.from({ length: 1500 }, (_, index) => event(NOW - 1 - index));
    await stores.events.append([
      ...old,
      event(NOW),
      aSecurityEvent({ tenant: { id: other, name: 'O' }, createdAt: 1 }),
    ]);
    expect(await stores.events.purgeEvents(tenantId, NOW)).toBe(1500);
    expect(await stores.events.purgeEvents(tenantId, NOW)).toBe(0);
    expect(await count()).toBe(1);
    expect((await stores.events.query(other, { limit: 1, offset: 0 })).totalCount).toBe(1);
  });

  it('takes a key with U+0000 for unknown, never for the key before it', async () => {
    const tenant = aTenant();
    await stores.directory.insertTenant(tenant);
    await stores.directory.insertClient(aClient({ tenantId: tenant.id, clientId: 'app' }));
    expect(await stores.directory.findTenant(`${tenant.id}\0`)).toBeUndefined();
    expect(await stores.directory.findClient(tenant.id, 'app\0x')).toBeUndefined();
    await expect(stores.directory.insertTenant(aTenant({ id: 'a\0b' }))).rejects.toMatchObject({
      code: 'ERR_INVALID_DOCUMENT',
    });
  });

  it('sets the time of a patch, and keeps that of the creation', async () => {
    const user = aUser({ tenantId, createdAt: NOW - 5000, updatedAt: NOW - 5000 });
    await stores.users.insert(user);
    await stores.users.patch(tenantId, user.sub, { status: 'LOCKED' });
    expect(await stores.users.findById(tenantId, user.sub)).toMatchObject({ createdAt: NOW - 5000, updatedAt: NOW });
  });

  it('loses none of 40 parallel patches of one user', async () => {
    const user = aUser({ tenantId });
    await stores.users.insert(user);
    const names = Array.from({ length: 40 }, (_, index) => `p${String(index)}`);
    await Promise.all(names.map((name) => stores.users.patch(tenantId, user.sub, { claims: { [name]: name } })));
    const patched = await stores.users.findById(tenantId, user.sub);
    expect(Object.keys(patched?.claims ?? {})).toEqual(expect.arrayContaining(names));
  });

  it('tells of each change of a user once it can be read, before the caller hears of it', async () => {
    const notices = createNotices();
    const watched = createTestStores(opened.database, notices);
    const user = aUser({ tenantId, passwordHash: 'a' });
    await watched.users.insert(user);
    const { sub } = user;
    const read: Promise<unknown>[] = [];
    const told: ChangeNotice[] = [];
    notices.subscribe((notice) => {
      told.push(notice);
      read.push(watched.users.findById(tenantId, sub));
    });
    expect(await watched.users.patch(tenantId, sub, { status: 'LOCKED' })).toBe(true);
    expect(await watched.users.replacePasswordHash(tenantId, sub, { expected: 'a', next: 'b' })).toBe(true);
    const stored = await watched.users.findById(tenantId, sub);
    assert.ok(stored);
    expect(await watched.users.replace({ ...stored, status: 'REGISTERED' }, stored.updatedAt)).toMatchObject({
      kind: 'written',
    });
    expect(await watched.users.remove(tenantId, sub)).toBe(true);
    expect(told).toEqual(Array.from({ length: 4 }, () => ({ tenantId, what: 'user', key: sub })));
    expect(await Promise.all(read)).toMatchObject([
      { status: 'LOCKED', passwordHash: 'a' },
      { status: 'LOCKED', passwordHash: 'b' },
      { status: 'REGISTERED' },
      undefined,
    ]);
  });

  it('tells of a change of a user that failed too: it may have been written all the same', async () => {
    const notices = createNotices();
    const watched = createTestStores(opened.database, notices);
    const told: ChangeNotice[] = [];
    notices.subscribe((notice) => told.push(notice));
    await opened.database.ping();
    await opened.database.close();
    await expect(watched.users.patch(tenantId, 'sub', { status: 'LOCKED' })).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
    });
    expect(told).toEqual([{ tenantId, what: 'user', key: 'sub' }]);
  });

  it('answers ping while open, and ERR_STORE_UNAVAILABLE everywhere once closed', async () => {
    await opened.database.ping();
    await opened.database.close();
    const user = aUser({ tenantId });
    for (const call of [
      () => opened.database.ping(),
      () => stores.users.insert(user),
      () => stores.users.findById(tenantId, user.sub),
      () => stores.users.patch(tenantId, user.sub, {}),
      () => stores.events.append([event()]),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    }
  });
}

/** Every method that talks to the database, once. */
export async function callEveryLookUp(
  { directory, users, documents, events, protocol, signingKeys }: SqlStores,
  tenantId: string,
): Promise<void> {
  const kind = 'authentication-policy';
  const write = {
    tenantId,
    kind,
    id: 'id',
    slot: 'oauth',
    document: {},
    operator: 'o',
    operation: 'create',
    now: NOW,
  } as const;
  const user = aUser({ tenantId, externalUserId: 'E' });
  await directory.insertClient(aClient({ tenantId }));
  await directory.findClient(tenantId, 'web-app');
  await directory.insertRole({ tenantId, id: 'r', name: 'r', permissions: [] });
  await directory.findPermissions(tenantId, ['r']);
  await users.insert(user);
  await users.findById(tenantId, user.sub);
  await users.findByUsername(tenantId, 'n');
  await users.findByEmail(tenantId, 'e');
  await users.findByPhoneNumber(tenantId, '+81');
  await users.findByExternalUserId(tenantId, 'p', 'E');
  await users.patch(tenantId, user.sub, { status: 'LOCKED' });
  await documents.create(write);
  await documents.replace(write);
  await documents.find(tenantId, kind, 'id');
  await documents.findBySlot(tenantId, kind, 'oauth');
  await documents.findVersion(tenantId, kind, 'id', 1);
  await documents.list(tenantId, kind, { limit: 1, offset: 0 });
  await documents.listVersions(tenantId, kind, 'id');
  await documents.remove(write);
  await events.append([aSecurityEvent({ tenant: { id: tenantId, name: 'Example' } })]);
  await events.find(tenantId, 'id');
  await events.query(tenantId, { types: ['user_lock'], limit: 1, offset: 0 });
  await events.purgeEvents(tenantId, NOW);
  await protocol.upsert({ tenantId, kind: 'Grant', id: 'id', payload: {} });
  await protocol.find(tenantId, 'Grant', 'id', NOW);
  await protocol.findByUid(tenantId, 'Grant', 'uid', NOW);
  await protocol.consume(tenantId, 'Grant', 'id', NOW);
  await protocol.remove(tenantId, 'Grant', 'id');
  await protocol.removeByGrant(tenantId, 'g');
  await protocol.removeByAccount(tenantId, 'a');
  await signingKeys.addIfNone({ tenantId, kid: 'k', alg: 'ES256', jwk: {}, createdAt: NOW });
  await signingKeys.list(tenantId);
}
