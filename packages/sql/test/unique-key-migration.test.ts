import { Migrator, type Kysely } from 'kysely';
import { migrate, openSqlite } from '@tessera/sql';
import { migrationsFor } from '../src/migrations/migrations.js';

const STEP = '0008-tenant-lifecycle';

/** A user as an older build stored it. */
function aRow(sub: string, more: Record<string, string | number | null>): Record<string, string | number | null> {
  const base = {
    tenant_id: 'by-email',
    sub,
    status: 'REGISTERED',
    username_hash: sub,
    email_hash: 'e',
    phone_hash: 'p',
  };
  return { ...base, email_verified: 0, phone_verified: 0, sealed_profile: 's', created_at: 2, updated_at: 2, ...more };
}

describe('the migration that lets the database keep unique keys', () => {
  it('fills the rows there are; of users who share a key the verified one gets it', async () => {
    const database = openSqlite({ path: ':memory:' });
    const older = Object.entries(migrationsFor('sqlite')).filter(([name]) => name < STEP);
    const migrator = new Migrator({
      db: database.kysely,
      provider: { getMigrations: async () => Object.fromEntries(older) },
      migrationTableName: 'tessera_migrations',
      migrationLockTableName: 'tessera_migrations_lock',
    });
    await migrator.migrateToLatest();
    const tables = database.kysely as unknown as Kysely<Record<string, Record<string, string | number | null>>>;
    const types = {
      'by-email': {},
      'by-phone': { identityUniqueKeyType: 'PHONE' },
      'by-name': { identityUniqueKeyType: 'USERNAME' },
    };
    for (const [id, settings] of Object.entries(types)) {
      const row = { id, organization_id: 'o', enabled: 1, settings: JSON.stringify(settings), created_at: 1 };
      await tables.insertInto('tenants').values(row).execute();
    }
    const rows = [
      aRow('claimant', { created_at: 1 }),
      aRow('owner', { email_verified: 1 }),
      aRow('other', { email_hash: 'f' }),
      aRow('without', { email_hash: null }),
      aRow('by-phone', { tenant_id: 'by-phone' }),
      aRow('by-name', { tenant_id: 'by-name' }),
      aRow('in-no-tenant', { tenant_id: 'unknown' }),
    ];
    for (const row of rows) await tables.insertInto('users').values(row).execute();

    expect(await migrate(database)).toContain(STEP);

    const filled = await database.kysely.selectFrom('users').select(['sub', 'unique_key_hash']).execute();
    expect(Object.fromEntries(filled.map(({ sub, unique_key_hash: key }) => [sub, key]))).toEqual({
      claimant: null,
      owner: 'e',
      other: 'f',
      without: null,
      'by-phone': 'p',
      'by-name': null,
      'in-no-tenant': null,
    });
    await database.close();
  });
});
