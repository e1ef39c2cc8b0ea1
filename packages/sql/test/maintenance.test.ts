import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backupSqlite, checkDatabase, createSqlStores, openSqlite } from '@tessera/sql';
import { aUser } from '@tessera/testkit';
import { createSecretBox, digests } from './support/crypto.js';
import { describeMaintenance } from './support/maintenance.js';
import { openTestSqlite } from './support/sqlite.js';
import { createNotices, NOW } from './support/stores.js';
import { describeTenantRemoval } from './support/tenant-removal.js';

describe('maintenance on SQLite', () => {
  describeMaintenance(() => openTestSqlite());
  describeTenantRemoval(() => openTestSqlite());

  it('finds that a database has no tables yet', async () => {
    const database = openSqlite({ path: ':memory:' });
    const { problems } = await checkDatabase({ database, secretBox: createSecretBox(), blindIndex: (text) => text });
    expect(problems.length).toBeGreaterThan(3);
    expect(problems[0]).toContain('has not been run');
    await database.close();
  });
});

describe('a backup of SQLite', () => {
  it('is a whole database of its own, for its owner only, made while the original is in use', async () => {
    const { database, path, dispose } = await openTestSqlite();
    const secretBox = createSecretBox();
    const stores = createSqlStores(database, {
      secretBox,
      digests,
      clock: { now: () => NOW },
      notices: createNotices(),
    });
    const [before, after] = [aUser(), aUser()];
    await stores.users.insert(before);
    const copy = join(dirname(path), 'backup.sqlite');
    await backupSqlite(database, copy);
    await stores.users.insert(after);

    expect(statSync(copy).mode & 0o077).toBe(0);
    const restored = openSqlite({ path: copy });
    const blindIndex = (text: string): string => digests.keyedHash(text);
    expect(await checkDatabase({ database: restored, secretBox, blindIndex })).toMatchObject({
      counts: { users: 1 },
      problems: [],
    });
    await restored.close();
    await dispose();
  });

  it('overwrites no file', async () => {
    const { database, path, dispose } = await openTestSqlite();
    await expect(backupSqlite(database, path)).rejects.toMatchObject({ code: 'ERR_SERVER_CONFIGURATION' });
    await dispose();
  });
});
