import type { Transaction } from 'kysely';
import type { DirectoryWriteResult, Organization, Page } from '@tessera/core';
import type { Schema } from '../database/schema.js';
import type { StoreContext } from './store-context.js';

/** One page of all organizations, oldest first. */
export async function listOrganizations(
  { database }: Pick<StoreContext, 'database'>,
  { limit, offset }: Page,
): Promise<{ readonly list: readonly Organization[]; readonly totalCount: number }> {
  return database.run(async (kysely) => {
    const counted = await kysely
      .selectFrom('organizations')
      .select((row) => row.fn.countAll().as('count'))
      .executeTakeFirst();
    const list = await kysely
      .selectFrom('organizations')
      .select(['id', 'name', 'version'])
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
      .offset(offset)
      .execute();
    return { list, totalCount: Number(counted?.count ?? 0) };
  });
}

/** Writes an organization over the version that the caller knows. */
export async function replaceOrganization(
  { database }: Pick<StoreContext, 'database'>,
  { id, name, version }: Organization,
  expectedVersion: number,
): Promise<DirectoryWriteResult> {
  return database.transact(async (transaction) => {
    const before = await lockOrganization(transaction, database.dialect, id, 'update');
    if (!before) return 'absent';
    if (before.version !== expectedVersion) return 'stale';
    await transaction.updateTable('organizations').set({ name, version }).where('id', '=', id).execute();
    return 'written';
  });
}

/** Removes an organization without tenants. */
export async function removeOrganization(
  { database }: Pick<StoreContext, 'database'>,
  id: string,
  expectedVersion: number,
): Promise<'removed' | 'stale' | 'absent' | 'in_use'> {
  return database.transact(async (transaction) => {
    const before = await lockOrganization(transaction, database.dialect, id, 'update');
    if (!before) return 'absent';
    if (before.version !== expectedVersion) return 'stale';
    const tenant = await transaction
      .selectFrom('tenants')
      .select('id')
      .where('organization_id', '=', id)
      .where('removed_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
    if (tenant) return 'in_use';
    await transaction.deleteFrom('organizations').where('id', '=', id).execute();
    return 'removed';
  });
}

/** Keeps an organization as it is until the end of the transaction. SQLite's transactions exclude each other anyway. */
export async function lockOrganization(
  transaction: Transaction<Schema>,
  dialect: 'sqlite' | 'postgres',
  id: string,
  strength: 'share' | 'update',
): Promise<{ readonly version: number } | undefined> {
  return transaction
    .selectFrom('organizations')
    .select('version')
    .where('id', '=', id)
    .$if(dialect === 'postgres', (query) => (strength === 'share' ? query.forShare() : query.forUpdate()))
    .executeTakeFirst();
}
