import type { Kysely } from 'kysely';
import { required, type AnyDatabase } from './columns.js';

interface Tables {
  tenants: { id: string; settings: string; type: string };
}

/** The type of a tenant as a column: each management call asks for the organizers of its organization, which may have thousands of tenants. */
export async function addTenantType(db: AnyDatabase): Promise<void> {
  await db.schema
    .alterTable('tenants')
    .addColumn('type', 'text', (column) => required(column).defaultTo('PUBLIC'))
    .execute();
  const typed: Kysely<Tables> = db;
  for (const { id, settings } of await typed.selectFrom('tenants').select(['id', 'settings']).execute()) {
    const { type = 'PUBLIC' } = JSON.parse(settings) as { readonly type?: string };
    if (type !== 'PUBLIC') await typed.updateTable('tenants').set({ type }).where('id', '=', id).execute();
  }
  await db.schema.createIndex('tenants_by_type').on('tenants').columns(['organization_id', 'type']).execute();
}
