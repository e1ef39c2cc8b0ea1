import { required, type AnyDatabase } from './columns.js';

/** Roles get a description and a version, and no two of a tenant the same name. */
export async function extendRoles(db: AnyDatabase): Promise<void> {
  await db.schema.alterTable('roles').addColumn('description', 'text').execute();
  await db.schema
    .alterTable('roles')
    .addColumn('version', 'integer', (column) => required(column).defaultTo(1))
    .execute();
  await db.schema.dropIndex('roles_by_name').execute();
  await db.schema.createIndex('roles_by_name').unique().on('roles').columns(['tenant_id', 'name']).execute();
}
