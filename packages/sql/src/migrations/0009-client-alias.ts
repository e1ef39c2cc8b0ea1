import type { AnyDatabase } from './columns.js';

/** Clients get a second name, which no two of a tenant share. */
export async function addClientAlias(db: AnyDatabase): Promise<void> {
  await db.schema.alterTable('clients').addColumn('alias', 'text').execute();
  await db.schema
    .createIndex('clients_by_alias')
    .unique()
    .on('clients')
    .columns(['tenant_id', 'alias'])
    .where('alias', 'is not', null)
    .execute();
}
