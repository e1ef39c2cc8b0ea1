import type { Client, DirectoryWriteResult } from '@tessera/core';
import { toClient, toClientRow } from './directory-rows.js';
import type { StoreContext } from './store-context.js';

/** Writes a client over the version that the caller knows; other nodes are told after the commit. */
export async function replaceClient(
  { database, secretBox, notices }: StoreContext,
  client: Client,
  expectedVersion: number,
): Promise<DirectoryWriteResult> {
  const { tenantId, clientId } = client;
  const result = await database.transact(async (transaction): Promise<DirectoryWriteResult> => {
    const row = await transaction
      .selectFrom('clients')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('client_id', '=', clientId)
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row) return 'absent';
    if (toClient(row, secretBox).version !== expectedVersion) return 'stale';
    const { enabled, settings, sealed_secret: sealedSecret } = toClientRow(client, secretBox, row.created_at);
    await transaction
      .updateTable('clients')
      .set({ enabled, settings, sealed_secret: sealedSecret })
      .where('tenant_id', '=', tenantId)
      .where('client_id', '=', clientId)
      .execute();
    return 'written';
  });
  if (result === 'written') await notices.publish({ tenantId, what: 'client', key: clientId });
  return result;
}

/** False when there is no such client. */
export async function removeClient(
  { database, notices }: StoreContext,
  tenantId: string,
  clientId: string,
): Promise<boolean> {
  const { numDeletedRows: count } = await database.run((kysely) =>
    kysely.deleteFrom('clients').where('tenant_id', '=', tenantId).where('client_id', '=', clientId).executeTakeFirst(),
  );
  if (count > 0n) await notices.publish({ tenantId, what: 'client', key: clientId });
  return count > 0n;
}

/** One page of the clients of a tenant, disabled ones included, oldest first. */
export async function listClients(
  { database, secretBox }: StoreContext,
  tenantId: string,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ readonly list: readonly Client[]; readonly totalCount: number }> {
  return database.lookUp({ list: [], totalCount: 0 }, async (kysely) => {
    const counted = await kysely
      .selectFrom('clients')
      .select((row) => row.fn.countAll().as('count'))
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst();
    const rows = await kysely
      .selectFrom('clients')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('created_at')
      .orderBy('client_id')
      .limit(limit)
      .offset(offset)
      .execute();
    return { list: rows.map((row) => toClient(row, secretBox)), totalCount: Number(counted?.count ?? 0) };
  });
}
