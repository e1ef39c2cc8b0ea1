import { required, type AnyDatabase } from './columns.js';

/** Organizations, tenants, clients, roles. */
export async function createDirectory(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('organizations')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute();
  await db.schema
    .createTable('tenants')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('organization_id', 'text', required)
    .addColumn('enabled', 'integer', required)
    .addColumn('settings', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('tenants_by_organization')
    .on('tenants')
    .columns(['organization_id', 'created_at', 'id'])
    .execute();
  await db.schema
    .createTable('clients')
    .addColumn('tenant_id', 'text', required)
    .addColumn('client_id', 'text', required)
    .addColumn('enabled', 'integer', required)
    .addColumn('settings', 'text', required)
    .addColumn('sealed_secret', 'text')
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('clients_key', ['tenant_id', 'client_id'])
    .execute();
  await db.schema
    .createTable('roles')
    .addColumn('tenant_id', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('permissions', 'text', required)
    .addPrimaryKeyConstraint('roles_key', ['tenant_id', 'id'])
    .execute();
  await db.schema.createIndex('roles_by_name').on('roles').columns(['tenant_id', 'name']).execute();
}
