import type { Kysely } from 'kysely';
import type { DirectoryStore, DirectoryWriteResult, SigningKeyChange, Tenant, TenantQuery } from '@tessera/core';
import type { Schema } from '../database/schema.js';
import { toTenant, toTenantRow } from './directory-rows.js';
import { lockOrganization } from './organization-writes.js';
import { changeSigningKeys } from './sql-signing-key-store.js';
import type { StoreContext } from './store-context.js';

interface TenantReplacement {
  readonly tenant: Tenant;
  readonly expectedVersion: number;
  /** Written in the same commit. */
  readonly keys: SigningKeyChange | undefined;
}

/** Writes a tenant over the version that the caller knows; other nodes are told after the commit. */
export async function replaceTenant(
  { database, notices, secretBox }: StoreContext,
  { tenant, expectedVersion, keys }: TenantReplacement,
): Promise<DirectoryWriteResult> {
  const result = await database.transact(async (transaction): Promise<DirectoryWriteResult> => {
    const row = await transaction
      .selectFrom('tenants')
      .selectAll()
      .where('id', '=', tenant.id)
      .where('removed_at', 'is', null)
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row) return 'absent';
    if (toTenant(row).version !== expectedVersion) return 'stale';
    const { enabled, settings } = toTenantRow(tenant, row.created_at);
    await transaction.updateTable('tenants').set({ enabled, settings }).where('id', '=', tenant.id).execute();
    await changeSigningKeys({ transaction, database, secretBox }, tenant.id, keys);
    return 'written';
  });
  if (result === 'written') await notices.publish({ tenantId: tenant.id, what: 'tenant', key: tenant.id });
  return result;
}

/** False when the id is taken, or the organization that is required is not there; other nodes are told after the commit. */
export async function insertTenant(
  { database, clock, notices, secretBox }: StoreContext,
  tenant: Tenant,
  { requiresOrganization = false, keys }: NonNullable<Parameters<DirectoryStore['insertTenant']>[1]> = {},
): Promise<boolean> {
  const { id, organizationId } = tenant;
  const isWritten = await database.transact(async (transaction) => {
    if (requiresOrganization && !(await lockOrganization(transaction, database.dialect, organizationId, 'share')))
      return false;
    if (!(await insertTenantRow(transaction, tenant, clock.now()))) return false;
    await changeSigningKeys({ transaction, database, secretBox }, id, keys);
    return true;
  });
  if (isWritten) await notices.publish({ tenantId: id, what: 'tenant', key: id });
  return isWritten;
}

/** False when the id is taken. In the place of a tenant of the same organization that was removed, once it is empty. */
export async function insertTenantRow(kysely: Kysely<Schema>, tenant: Tenant, now: number): Promise<boolean> {
  const { id, ...columns } = toTenantRow(tenant, now);
  const result = await kysely
    .insertInto('tenants')
    .values({ id, ...columns })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(columns)
        .where('tenants.emptied_at', 'is not', null)
        .where('tenants.organization_id', '=', columns.organization_id),
    )
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Tells what {@link insertTenantRow} would. */
export async function isTenantIdTaken(
  { database }: Pick<StoreContext, 'database'>,
  id: string,
  organizationId: string,
): Promise<boolean> {
  const row = await database.lookUp(undefined, (kysely) =>
    kysely.selectFrom('tenants').select(['organization_id', 'emptied_at']).where('id', '=', id).executeTakeFirst(),
  );
  return row !== undefined && (row.emptied_at === null || row.organization_id !== organizationId);
}

/** One page of the tenants that match, disabled ones included, oldest first. */
export async function pageTenants(
  { database }: Pick<StoreContext, 'database'>,
  { organizationId, ids, limit, offset }: TenantQuery,
): Promise<{ readonly list: readonly Tenant[]; readonly totalCount: number }> {
  if (ids?.length === 0) return { list: [], totalCount: 0 };
  return database.lookUp({ list: [], totalCount: 0 }, async (kysely) => {
    const matching = kysely
      .selectFrom('tenants')
      .where('removed_at', 'is', null)
      .$if(organizationId !== undefined, (query) => query.where('organization_id', '=', organizationId ?? ''))
      .$if(ids !== undefined, (query) => query.where('id', 'in', [...(ids ?? [])]));
    const counted = await matching.select((row) => row.fn.countAll().as('count')).executeTakeFirst();
    const rows = await matching.selectAll().orderBy('created_at').orderBy('id').limit(limit).offset(offset).execute();
    return { list: rows.map(toTenant), totalCount: Number(counted?.count ?? 0) };
  });
}
