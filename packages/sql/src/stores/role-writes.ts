import type { DirectoryWriteResult, Role } from '@tessera/core';
import { toRoleRow } from './directory-rows.js';
import type { StoreContext } from './store-context.js';

/** Writes a role over the version that the caller knows. */
export async function replaceRole(
  { database }: Pick<StoreContext, 'database'>,
  role: Role,
  expectedVersion: number,
): Promise<DirectoryWriteResult> {
  const { tenantId, id, name } = role;
  return database.transact(async (transaction) => {
    const current = await transaction
      .selectFrom('roles')
      .select('version')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!current) return 'absent';
    if (current.version !== expectedVersion) return 'stale';
    const other = await transaction
      .selectFrom('roles')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('name', '=', name)
      .where('id', '<>', id)
      .executeTakeFirst();
    if (other) return 'taken';
    const { tenant_id: _tenant, id: _id, created_at: _age, ...changes } = toRoleRow(role, 0);
    await transaction
      .updateTable('roles')
      .set(changes)
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .execute();
    return 'written';
  });
}

/** False when there is no such role, or none of the expected version. */
export async function removeRole(
  { database }: Pick<StoreContext, 'database'>,
  { tenantId, id, expectedVersion }: Pick<Role, 'tenantId' | 'id'> & { readonly expectedVersion: number | undefined },
): Promise<boolean> {
  const { numDeletedRows: count } = await database.run((kysely) =>
    kysely
      .deleteFrom('roles')
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .$if(expectedVersion !== undefined, (query) => query.where('version', '=', expectedVersion ?? 0))
      .executeTakeFirst(),
  );
  return count > 0n;
}
