import { randomUUID } from 'node:crypto';
import { createSqlStores, openSqlite } from '@tessera/sql';
import { aUser } from '@tessera/testkit';
import { CompiledQuery } from 'kysely';
import { callEveryLookUp, describeSqlBehaviour } from './support/behaviour.js';
import { createSecretBox, digests } from './support/crypto.js';
import { createTestFile, openTestSqlite } from './support/sqlite.js';
import { createNotices, createTestStores, NOW } from './support/stores.js';

describe('SQLite', () => {
  describeSqlBehaviour(openTestSqlite);

  it('scans no table for any look-up', async () => {
    const statements = new Set<string>();
    const { database, dispose } = await openTestSqlite({ onStatement: (text) => statements.add(text) });
    statements.clear();
    await callEveryLookUp(createTestStores(database), randomUUID());
    // The journal of events is read from end to end, and nearly empty.
    const selects = [...statements].filter((text) => text.startsWith('select') && !text.includes('journal.'));
    expect(selects.length).toBeGreaterThan(12);
    for (const text of selects) {
      const parameters = Array.from(text.matchAll(/\?/g), () => 0);
      const plan = await database.kysely.executeQuery(CompiledQuery.raw(`explain query plan ${text}`, parameters));
      expect([text, ...plan.rows.map((row) => (row as { detail: string }).detail)].join('\n')).not.toMatch(/\bSCAN\b/);
    }
    await dispose();
  });

  it('lists the oldest roles first', async () => {
    const { database, dispose } = await openTestSqlite();
    let now = NOW;
    const clock = { now: () => (now += 1) };
    const { directory } = createSqlStores(database, {
      secretBox: createSecretBox(),
      digests,
      clock,
      notices: createNotices(),
    });
    const tenantId = randomUUID();
    for (const name of ['writer', 'auditor'])
      await directory.insertRole({ tenantId, id: randomUUID(), name, permissions: [] });
    expect((await directory.listRoles(tenantId)).map(({ name }) => name)).toEqual(['writer', 'auditor']);
    await dispose();
  });

  it('gives nobody else when the hashes of two addresses collide', async () => {
    const { database, dispose } = await openTestSqlite();
    const { users } = createSqlStores(database, {
      secretBox: createSecretBox(),
      digests,
      clock: { now: () => NOW },
      notices: createNotices(),
      blindIndex: (text) => (/"(email|phone)"/.test(text) ? 'same' : digests.keyedHash(text)),
    });
    const tenantId = randomUUID();
    const [one, two] = ['1', '2'].map((digit) =>
      aUser({ tenantId, email: `${digit}@x.example`, phoneNumber: `+8190${digit}` }),
    );
    for (const user of [one, two]) if (user) await users.insert(user);
    expect(await users.findByEmail(tenantId, '2@x.example')).toEqual([two]);
    expect(await users.findByPhoneNumber(tenantId, '+81901')).toEqual([one]);
    await dispose();
  });

  it('syncs every commit to the disk', async () => {
    const { database, dispose } = await openTestSqlite();
    const pragma = async (name: string): Promise<unknown> =>
      (await database.kysely.executeQuery(CompiledQuery.raw(`pragma ${name}`))).rows[0];
    expect(await pragma('journal_mode')).toMatchObject({ journal_mode: 'wal' });
    expect(await pragma('synchronous')).toMatchObject({ synchronous: 2 });
    await dispose();
  });

  it('reports a file that cannot be opened', async () => {
    const file = await createTestFile();
    expect(() => openSqlite({ path: `${file.path}/../../tessera.db\0` })).toThrow(
      expect.objectContaining({ code: 'ERR_STORE_UNAVAILABLE' }),
    );
    await file.remove();
  });
});
