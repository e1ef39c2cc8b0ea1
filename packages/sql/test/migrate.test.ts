import { migrate, openPostgres, openSqlite } from '@tessera/sql';
import { openTestSqlite } from './support/sqlite.js';

const STEPS = [
  '0001-directory',
  '0002-users',
  '0003-documents',
  '0004-security-events',
  '0005-protocol',
  '0006-roles',
  '0007-audit-log',
  '0008-tenant-lifecycle',
  '0009-client-alias',
  '0010-tenant-types',
  '0011-role-age',
];

describe('migrate', () => {
  it('runs every step once, in order', async () => {
    const database = openSqlite({ path: ':memory:' });
    expect(await migrate(database)).toEqual(STEPS);
    expect(await migrate(database)).toEqual([]);
    await database.close();
  });

  it('refuses a database that a newer build has migrated', async () => {
    const { database, dispose } = await openTestSqlite();
    const newer = { name: '9999-from-the-future', timestamp: '2099-01-01T00:00:00.000Z' };
    await database.kysely
      .withTables<{ tessera_migrations: typeof newer }>()
      .insertInto('tessera_migrations')
      .values(newer)
      .execute();
    await expect(migrate(database)).rejects.toMatchObject({ code: 'ERR_SERVER_CONFIGURATION' });
    await dispose();
  });

  it('leaves nothing behind when a step fails', async () => {
    const database = openSqlite({ path: ':memory:' });
    await database.kysely.schema.createTable('signing_keys').addColumn('odd', 'text').execute();
    await expect(migrate(database)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    const tables = await database.kysely.introspection.getTables();
    expect(tables.map(({ name }) => name)).toEqual(['signing_keys']);
    await database.close();
  });
});

describe('openPostgres', () => {
  it('refuses a schema name that would need quoting', () => {
    for (const schema of ['', 'Upper', 'a"b', '1a', 'pg_temp', 'x'.repeat(64)]) {
      expect(() => openPostgres({ url: 'postgres://localhost/x', schema })).toThrow(/schema/);
    }
  });
});
