import { checkDatabase, openSqlite } from '@tessera/sql';
import { createSecretBox } from './support/crypto.js';
import { describeMaintenance } from './support/maintenance.js';
import { openTestSqlite } from './support/sqlite.js';

describe('maintenance on SQLite', () => {
  describeMaintenance(() => openTestSqlite());

  it('finds that a database has no tables yet', async () => {
    const database = openSqlite({ path: ':memory:' });
    const { problems } = await checkDatabase({ database, secretBox: createSecretBox(), blindIndex: (text) => text });
    expect(problems.length).toBeGreaterThan(3);
    expect(problems[0]).toContain('has not been run');
    await database.close();
  });
});
