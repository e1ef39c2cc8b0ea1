import { TenantRemoval, type Database } from '@tessera/sql';
import { aTenant, aUser } from '@tessera/testkit';
import type { TestDatabase } from './contracts.js';
import { createTestStores, NOW } from './stores.js';

const HOUR = 3_600_000;

/** Removal of tenants that are too large for one commit. */
export function describeTenantRemoval(open: () => Promise<TestDatabase>): void {
  let opened: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    opened = await open();
    ({ database } = opened);
  });
  afterEach(() => opened.dispose());

  const removalAt = (now: number): TenantRemoval => new TenantRemoval(database, { now: () => now });
  const usersLeft = async (): Promise<number> => {
    const row = await database.kysely
      .selectFrom('users')
      .select((select) => select.fn.countAll().as('total'))
      .executeTakeFirst();
    return Number(row?.total);
  };
  /** Copies of one row: what is sealed is never opened here. */
  const fill = async (tenantId: string, count: number): Promise<void> => {
    await createTestStores(database).users.insert(aUser({ tenantId }));
    const row = await database.kysely.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    for (let index = 0; index < count - 1; index += 500) {
      const rows = Array.from({ length: Math.min(500, count - 1 - index) }, (_, offset) => {
        const key = String(index + offset);
        return { ...row, sub: key, username_hash: key, email_hash: key, unique_key_hash: key };
      });
      await database.kysely.insertInto('users').values(rows).execute();
    }
  };

  it('makes a large tenant unknown at once, and removes the rest of it when it is run, wherever it was cut short', async () => {
    const { directory, users } = createTestStores(database);
    const [tenant, other] = [aTenant(), aTenant()];
    for (const each of [tenant, other]) await directory.insertTenant(each);
    await fill(tenant.id, 2300);
    await users.insert(aUser({ tenantId: other.id }));
    expect(await directory.removeTenant(tenant.id, 1)).toBe('removed');
    expect([await directory.findAnyTenant(tenant.id), await usersLeft()]).toEqual([undefined, 1301]);
    expect(await directory.isTenantIdTaken(tenant.id, tenant.organizationId)).toBe(true);
    expect(await directory.insertTenant(tenant)).toBe(false);

    expect(await removalAt(NOW).purge(NOW)).toBe(1300);
    expect(await usersLeft()).toBe(1);
    expect(await directory.insertTenant(tenant)).toBe(true);
    await users.insert(aUser({ tenantId: tenant.id }));
    expect(await removalAt(NOW + 2 * HOUR).purge(NOW)).toBe(0);
    expect(await usersLeft()).toBe(2);
  });

  it('removes also what requests under way wrote after the tenant was gone', async () => {
    const { directory, users } = createTestStores(database);
    const tenant = aTenant();
    await directory.insertTenant(tenant);
    await directory.removeTenant(tenant.id, 1);
    await users.insert(aUser({ tenantId: tenant.id }));
    expect(await removalAt(NOW + 2 * HOUR).purge(NOW)).toBe(1);
    await users.insert(aUser({ tenantId: tenant.id }));
    // It has settled: from here on nobody looks any more.
    expect(await removalAt(NOW + 3 * HOUR).purge(NOW)).toBe(0);
  });
}
