import { sql, type Kysely } from 'kysely';
import type { Schema } from '../database/schema.js';
import { toTenant } from './directory-rows.js';
import type { StoreContext } from './store-context.js';

/** Tables that are small in every tenant: they are cleared whole. */
const SMALL_TABLES = ['clients', 'roles', 'documents', 'document_versions', 'signing_keys'] as const;
/** Tables that may be very large, with what tells their rows apart in a tenant. */
const LARGE_TABLES = [
  ['users', ['sub']],
  ['protocol_artifacts', ['kind', 'id']],
] as const;
const SLICE = 1000;

/**
 * Makes a tenant unknown and removes what belongs to it in one commit; of very large tables one slice, the rest is for {@link emptyTenant}. The
 * row of the tenant stays: it keeps its id from others, and tells how long its events are kept.
 */
export async function removeTenant(
  { database, clock, notices }: StoreContext,
  tenantId: string,
  expectedVersion: number,
): Promise<'removed' | 'stale' | 'absent'> {
  const result = await database.transact(async (transaction) => {
    const row = await transaction
      .selectFrom('tenants')
      .selectAll()
      .where('id', '=', tenantId)
      .where('removed_at', 'is', null)
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row) return 'absent';
    if (toTenant(row).version !== expectedVersion) return 'stale';
    const now = clock.now();
    await transaction.updateTable('tenants').set({ removed_at: now }).where('id', '=', tenantId).execute();
    const { isEmpty } = await removeSlice(transaction, tenantId);
    if (isEmpty) await markEmptied(transaction, tenantId, now);
    return 'removed';
  });
  if (result === 'removed') await notices.publish({ tenantId, what: 'tenant', key: tenantId });
  return result;
}

/** Removes what is left of a removed tenant, slice by slice. Returns how many rows went. May be cut short and run again. */
export async function emptyTenant(
  { database, clock }: Pick<StoreContext, 'database' | 'clock'>,
  tenantId: string,
): Promise<number> {
  for (let total = 0; ;) {
    const { count, isEmpty } = await database.transact((transaction) => removeSlice(transaction, tenantId));
    total += count;
    if (isEmpty) {
      await database.run((kysely) => markEmptied(kysely, tenantId, clock.now()));
      return total;
    }
    // Other work gets its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function removeSlice(
  kysely: Kysely<Schema>,
  tenantId: string,
): Promise<{ readonly count: number; readonly isEmpty: boolean }> {
  let count = 0;
  let isEmpty = true;
  for (const table of SMALL_TABLES) count += await removeRows(kysely, tenantId, table, undefined);
  for (const [table, key] of LARGE_TABLES) {
    const removed = await removeRows(kysely, tenantId, table, key);
    count += removed;
    isEmpty &&= removed < SLICE;
  }
  return { count, isEmpty };
}

/** Asks once more whether the tenant is removed: it may have been made anew. */
async function removeRows(
  kysely: Kysely<Schema>,
  tenantId: string,
  table: (typeof SMALL_TABLES)[number] | (typeof LARGE_TABLES)[number][0],
  key: readonly string[] | undefined,
): Promise<number> {
  const rows = kysely as unknown as Kysely<Record<string, Record<string, string | number | null>>>;
  const columns = key && sql.join(key.map((column) => sql.ref(column)));
  const result = await rows
    .deleteFrom(table)
    .where('tenant_id', '=', tenantId)
    .where((where) =>
      where.exists(
        where.selectFrom('tenants').select('id').where('id', '=', tenantId).where('removed_at', 'is not', null),
      ),
    )
    .$if(columns !== undefined, (query) =>
      query.where((where) => {
        const slice = where
          .selectFrom(table)
          .select([...(key ?? [])])
          .where('tenant_id', '=', tenantId)
          .limit(SLICE);
        return sql<boolean>`(${columns ?? sql``}) in ${slice}`;
      }),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function markEmptied(kysely: Kysely<Schema>, tenantId: string, now: number): Promise<void> {
  await kysely
    .updateTable('tenants')
    .set({ emptied_at: now })
    .where('id', '=', tenantId)
    .where('removed_at', 'is not', null)
    .execute();
}
