import { openSqlite } from '@tessera/sql';
import { CompiledQuery } from 'kysely';
import { describeSqlBehaviour } from './support/behaviour.js';
import { createTestFile, openTestSqlite } from './support/sqlite.js';

describe('SQLite', () => {
  describeSqlBehaviour(openTestSqlite);

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
