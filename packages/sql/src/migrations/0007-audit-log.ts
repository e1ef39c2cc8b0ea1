import { addOrdinal, required, type AnyDatabase } from './columns.js';

/** What operators did. */
export async function createAuditLog(db: AnyDatabase, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await addOrdinal(db.schema.createTable('audit_records'), dialect)
    .addColumn('tenant_id', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('operator_id', 'text', required)
    .addColumn('operation', 'text', required)
    .addColumn('resource', 'text', required)
    .addColumn('resource_id', 'text')
    .addColumn('outcome', 'text', required)
    .addColumn('record', 'text', required)
    .addUniqueConstraint('audit_records_id', ['tenant_id', 'id'])
    .execute();
  await db.schema
    .createIndex('audit_records_by_time')
    .on('audit_records')
    .columns(['tenant_id', 'created_at', 'ordinal'])
    .execute();
  for (const column of ['operator_id', 'resource_id'] as const) {
    await db.schema
      .createIndex(`audit_records_by_${column}`)
      .on('audit_records')
      .columns(['tenant_id', column, 'created_at'])
      .execute();
  }
}
