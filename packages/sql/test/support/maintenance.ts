import { randomBytes } from 'node:crypto';
import { AesGcmSecretBox } from '@tessera/crypto';
import type { SigningKey, User } from '@tessera/core';
import { checkDatabase, createSqlStores, EventRetention, reseal, type Database, type SqlStores } from '@tessera/sql';
import { aClient, aSecurityEvent, aTenant, aUser } from '@tessera/testkit';
import type { TestDatabase } from './contracts.js';
import { digests } from './crypto.js';
import { createNotices, NOW } from './stores.js';

const TENANT = 'b9a1a4de-6d0f-4a52-9b57-0d4f6d8e7d11';
const DAY = 86_400_000;
const [OLD, NEW] = [
  { id: 'k1', secret: randomBytes(32) },
  { id: 'k2', secret: randomBytes(32) },
];
const before = new AesGcmSecretBox([OLD]);
const both = new AesGcmSecretBox([NEW, OLD]);
const after = new AesGcmSecretBox([NEW]);

/** What operators do with a database: rotation of keys, checks, clearing up. */
export function describeMaintenance(open: () => Promise<TestDatabase>): void {
  let opened: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    opened = await open();
    ({ database } = opened);
  });
  afterEach(() => opened.dispose());

  const storesWith = (secretBox: AesGcmSecretBox): SqlStores =>
    createSqlStores(database, { secretBox, digests, clock: { now: () => NOW }, notices: createNotices() });
  const blindIndex = (text: string): string => digests.keyedHash(text);
  const check = (secretBox: AesGcmSecretBox) => checkDatabase({ database, secretBox, blindIndex });
  const run = () => reseal({ database, secretBox: both, isCurrent: (sealed) => both.isCurrent(sealed) });
  const signingKey: SigningKey = {
    tenantId: TENANT,
    kid: 'kid-1',
    alg: 'ES256',
    jwk: { d: 'private' },
    createdAt: NOW,
  };
  const artifact = { tenantId: TENANT, kind: 'Session', id: 'a-hash', payload: { nonce: 'n' } };
  const secretOf = (box: AesGcmSecretBox) => ({ settings: { headers: [{ 'x-api-key': box.seal('"the-secret"') }] } });

  /** Fills every table that holds something encrypted; more users than one slice. */
  const fill = async (secretBox: AesGcmSecretBox, users: number): Promise<User[]> => {
    const stores = storesWith(secretBox);
    const all = Array.from({ length: users }, () => aUser({ tenantId: TENANT }));
    for (const user of all) await stores.users.insert(user);
    await stores.directory.insertTenant(aTenant({ id: TENANT }));
    await stores.directory.insertClient(aClient({ tenantId: TENANT, clientSecret: 'the-client-secret' }));
    const { clientSecret: _secret, ...publicClient } = aClient({ tenantId: TENANT, clientId: 'public' });
    await stores.directory.insertClient(publicClient);
    await stores.signingKeys.addIfNone(signingKey);
    await stores.protocol.upsert(artifact);
    const write = { tenantId: TENANT, kind: 'authentication-configuration', id: 'c', slot: 'sms' } as const;
    const more = { operator: 'o', operation: 'create', document: secretOf(secretBox), now: NOW } as const;
    await stores.documents.create({ ...write, ...more });
    return all;
  };

  it('lets the old key go once everything has been encrypted anew, and changes nothing else', async () => {
    const users = await fill(before, 450);
    const reports = await run();
    expect(Object.fromEntries(reports.map(({ table, resealed }) => [table, resealed]))).toEqual({
      clients: 1,
      users: 450,
      documents: 1,
      document_versions: 1,
      protocol_artifacts: 1,
      signing_keys: 1,
    });
    expect(reports.every(({ unreadable }) => unreadable === 0)).toBe(true);

    const stores = storesWith(after);
    for (const user of [users[0], users[225], users[449]]) {
      expect(await stores.users.findByUsername(TENANT, user?.preferredUsername ?? '')).toEqual(user);
    }
    expect((await stores.directory.findClient(TENANT, 'web-app'))?.clientSecret).toBe('the-client-secret');
    expect(await stores.signingKeys.list(TENANT)).toEqual([signingKey]);
    expect(await stores.protocol.find(TENANT, 'Session', 'a-hash', NOW)).toEqual(artifact);
    const stored = await stores.documents.findVersion(TENANT, 'authentication-configuration', 'c', 1);
    const [headers] = (stored?.document as ReturnType<typeof secretOf>).settings.headers;
    expect(after.open(headers?.['x-api-key'] ?? '')).toBe('"the-secret"');
    expect((await check(after)).problems).toEqual([]);
  });

  it('goes on after an interruption: what is current is not written again', async () => {
    await fill(before, 3);
    await run();
    await storesWith(before).users.insert(aUser({ tenantId: TENANT }));
    const reports = await run();
    expect(reports.map(({ table, rows, resealed }) => [table, rows, resealed])).toContainEqual(['users', 4, 1]);
    expect(reports.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(1);
  });

  it('counts rows that no known key opens, and does the others', async () => {
    const stranger = new AesGcmSecretBox([{ id: 'k0', secret: randomBytes(32) }]);
    await fill(before, 2);
    await storesWith(stranger).users.insert(aUser({ tenantId: TENANT }));
    const users = (await run()).find(({ table }) => table === 'users');
    expect(users).toEqual({ table: 'users', rows: 3, resealed: 2, unreadable: 1 });
  });

  it('leaves what a server writes meanwhile', async () => {
    const [user] = await fill(before, 1);
    const write = storesWith(both).users.patch(TENANT, user?.sub ?? '', { phoneNumber: '+819033334444' });
    await Promise.all([run(), write]);
    expect((await storesWith(both).users.findById(TENANT, user?.sub ?? ''))?.phoneNumber).toBe('+819033334444');
  });

  it('knows every column whose name says that it is sealed', async () => {
    const { SEALED_COLUMNS } = await import('../../src/maintenance/sealed-rows.js');
    const tables = await database.kysely.introspection.getTables();
    const own = tables.filter(({ schema }) => database.schema === undefined || schema === database.schema);
    const found = own.flatMap(({ name, columns }) =>
      columns.filter((column) => column.name.startsWith('sealed')).map((column) => `${name}.${column.name}`),
    );
    const known = SEALED_COLUMNS.filter(({ form }) => form === 'sealed').map(
      ({ table, column }) => `${table}.${column}`,
    );
    expect(found.sort()).toEqual([...known].sort());
  });

  it('finds a sound database sound, and counts its rows', async () => {
    await fill(before, 5);
    expect(await check(before)).toMatchObject({
      counts: { users: 5, tenants: 1, clients: 2, documents: 1, document_versions: 1, security_events: 0 },
      opened: 10,
      problems: [],
    });
  });

  it('tells rows that do not open, and shows nothing of what is in them', async () => {
    await fill(before, 2);
    const { problems } = await check(after);
    expect(problems.join('\n')).toContain('2 rows of users cannot be opened');
    expect(problems.join('\n')).toContain('key "k1", which is not configured');
    expect(problems.join('\n')).not.toContain('@');
  });

  it('tells that users would not be found under another index key', async () => {
    await fill(before, 3);
    const { problems } = await checkDatabase({ database, secretBox: before, blindIndex: () => 'x:0' });
    expect(problems).toEqual([expect.stringContaining('3 of 3 users would not be found')]);
  });

  it('tells migrations that this build does not know', async () => {
    const table = 'tessera_migrations' as never;
    const row = { name: '9999-of-a-newer-build', timestamp: '2030-01-01T00:00:00Z' } as never;
    await database.kysely.insertInto(table).values(row).execute();
    expect((await check(before)).problems).toEqual([expect.stringContaining('9999-of-a-newer-build is not known')]);
  });

  it('deletes the events that are older than their tenant keeps them, and no others', async () => {
    const { directory, events } = storesWith(before);
    const [brief, long] = [aTenant({ eventRetentionDays: 30 }), aTenant({ eventRetentionDays: 365 })];
    await directory.insertTenant(brief);
    await directory.insertTenant(long);
    const of = (tenantId: string, days: number) =>
      aSecurityEvent({ tenant: { id: tenantId, name: 'T' }, createdAt: NOW - days * DAY });
    const kept = [of(brief.id, 29), of(brief.id, 30), of(long.id, 31), of(long.id, 365)];
    const gone = [of(brief.id, 31), of(long.id, 366)];
    await events.append([...kept, ...gone]);

    expect(await new EventRetention(database, events).purge(NOW)).toBe(2);
    for (const event of kept) expect(await events.find(event.tenant.id, event.id)).toBeDefined();
    for (const event of gone) expect(await events.find(event.tenant.id, event.id)).toBeUndefined();
  });
}
