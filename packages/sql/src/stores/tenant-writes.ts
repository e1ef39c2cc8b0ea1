import type { DirectoryWriteResult, Tenant } from '@tessera/core';
import { toTenant, toTenantRow } from './directory-rows.js';
import type { StoreContext } from './store-context.js';

/** Writes a tenant over the version that the caller knows; other nodes are told after the commit. */
export async function replaceTenant(
  { database, notices }: StoreContext,
  tenant: Tenant,
  expectedVersion: number,
): Promise<DirectoryWriteResult> {
  const result = await database.transact(async (transaction): Promise<DirectoryWriteResult> => {
    const row = await transaction
      .selectFrom('tenants')
      .selectAll()
      .where('id', '=', tenant.id)
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row) return 'absent';
    if (toTenant(row).version !== expectedVersion) return 'stale';
    const { enabled, settings } = toTenantRow(tenant, row.created_at);
    await transaction.updateTable('tenants').set({ enabled, settings }).where('id', '=', tenant.id).execute();
    return 'written';
  });
  if (result === 'written') await notices.publish({ tenantId: tenant.id, what: 'tenant', key: tenant.id });
  return result;
}
