import { sql, type Transaction } from 'kysely';
import type { Client, DirectoryWriteResult } from '@tessera/core';
import type { Schema } from '../database/schema.js';
import { toClient, toClientRow } from './directory-rows.js';
import type { StoreContext } from './store-context.js';

/** False when another client of the tenant has one of its names; other nodes are told after the commit. */
export async function insertClient(
  { database, secretBox, clock, notices }: StoreContext,
  client: Client,
): Promise<boolean> {
  const row = toClientRow(client, secretBox, clock.now());
  const isWritten = await database.transact(async (transaction) => {
    if (database.dialect === 'postgres') await lockClients(transaction, client.tenantId);
    if (await isNameTaken(transaction, client, [client.clientId, client.clientIdAlias])) return false;
    await transaction.insertInto('clients').values(row).execute();
    return true;
  });
  if (isWritten) await notices.publish({ tenantId: client.tenantId, what: 'client', key: client.clientId });
  return isWritten;
}

/** Ids and aliases are names of one kind, which no index can tell: one node at a time writes. SQLite's transactions exclude each other anyway. */
async function lockClients(transaction: Transaction<Schema>, tenantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`tessera:clients:${tenantId}`}, 0))`.execute(transaction);
}

async function isNameTaken(
  transaction: Transaction<Schema>,
  { tenantId }: Client,
  names: readonly (string | undefined)[],
  except?: string,
): Promise<boolean> {
  const wanted = names.filter((name) => name !== undefined);
  const row = await transaction
    .selectFrom('clients')
    .select('client_id')
    .where('tenant_id', '=', tenantId)
    .$if(except !== undefined, (query) => query.where('client_id', '!=', except ?? ''))
    .where((where) => where.or([where('client_id', 'in', wanted), where('alias', 'in', wanted)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Also a disabled one; by id or alias, of which no two clients of a tenant have the same. */
export async function findClientNamed(
  { database, secretBox }: StoreContext,
  tenantId: string,
  name: string,
): Promise<Client | undefined> {
  const row = await database.lookUp(undefined, (kysely) =>
    kysely
      .selectFrom('clients')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where((where) => where.or([where('client_id', '=', name), where('alias', '=', name)]))
      .executeTakeFirst(),
  );
  return row && toClient(row, secretBox);
}

/** Writes a client over the version that the caller knows; other nodes are told after the commit. */
export async function replaceClient(
  { database, secretBox, notices }: StoreContext,
  client: Client,
  expectedVersion: number,
): Promise<DirectoryWriteResult> {
  const { tenantId, clientId } = client;
  const result = await database.transact(async (transaction): Promise<DirectoryWriteResult> => {
    if (database.dialect === 'postgres') await lockClients(transaction, tenantId);
    const row = await transaction
      .selectFrom('clients')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('client_id', '=', clientId)
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row) return 'absent';
    if (toClient(row, secretBox).version !== expectedVersion) return 'stale';
    const { clientIdAlias } = client;
    if (clientIdAlias !== undefined && (await isNameTaken(transaction, client, [clientIdAlias], clientId)))
      return 'taken';
    const { enabled, settings, alias, sealed_secret: sealedSecret } = toClientRow(client, secretBox, row.created_at);
    await transaction
      .updateTable('clients')
      .set({ enabled, settings, alias, sealed_secret: sealedSecret })
      .where('tenant_id', '=', tenantId)
      .where('client_id', '=', clientId)
      .execute();
    return 'written';
  });
  if (result === 'written') await notices.publish({ tenantId, what: 'client', key: clientId });
  return result;
}

/** False when there is no such client, or none of the expected version. */
export async function removeClient(
  { database, secretBox, notices }: StoreContext,
  {
    tenantId,
    clientId,
    expectedVersion,
  }: Pick<Client, 'tenantId' | 'clientId'> & { readonly expectedVersion: number | undefined },
): Promise<boolean> {
  const isRemoved = await database.transact(async (transaction) => {
    const row = await transaction
      .selectFrom('clients')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('client_id', '=', clientId)
      .$if(database.dialect === 'postgres', (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row || (expectedVersion !== undefined && toClient(row, secretBox).version !== expectedVersion)) return false;
    await transaction
      .deleteFrom('clients')
      .where('tenant_id', '=', tenantId)
      .where('client_id', '=', clientId)
      .execute();
    return true;
  });
  if (isRemoved) await notices.publish({ tenantId, what: 'client', key: clientId });
  return isRemoved;
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
