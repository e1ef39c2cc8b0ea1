import { addOrdinal, required, type AnyDatabase } from './columns.js';

/** Security events. Each index is paid for with every event: only what an auditor searches a long history by has one. */
export async function createSecurityEvents(db: AnyDatabase, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await addOrdinal(db.schema.createTable('security_events'), dialect)
    .addColumn('tenant_id', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('type', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('user_id', 'text')
    .addColumn('user_name_hash', 'text')
    .addColumn('client_id', 'text')
    .addColumn('transaction_id', 'text')
    .addColumn('ip_address', 'text')
    .addColumn('reason', 'text')
    .addColumn('destination_hash', 'text')
    .addColumn('event', 'text', required)
    .addUniqueConstraint('security_events_id', ['tenant_id', 'id'])
    .execute();
  await db.schema
    .createIndex('security_events_by_time')
    .on('security_events')
    .columns(['tenant_id', 'created_at', 'ordinal'])
    .execute();
  for (const column of ['user_id', 'user_name_hash', 'transaction_id', 'destination_hash'] as const) {
    await db.schema
      .createIndex(`security_events_by_${column}`)
      .on('security_events')
      .columns(['tenant_id', column, 'created_at'])
      .where(column, 'is not', null)
      .execute();
  }
}
