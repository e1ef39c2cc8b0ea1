import { required, type AnyDatabase } from './columns.js';

/** Users, with keyed hashes of what they are looked up by. */
export async function createUsers(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('tenant_id', 'text', required)
    .addColumn('sub', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('username_hash', 'text', required)
    .addColumn('email_hash', 'text')
    .addColumn('phone_hash', 'text')
    .addColumn('email_verified', 'integer', required)
    .addColumn('phone_verified', 'integer', required)
    .addColumn('external_hash', 'text')
    .addColumn('sealed_profile', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addPrimaryKeyConstraint('users_key', ['tenant_id', 'sub'])
    .addUniqueConstraint('users_username', ['tenant_id', 'username_hash'])
    .execute();
  await db.schema
    .createIndex('users_external')
    .unique()
    .on('users')
    .columns(['tenant_id', 'external_hash'])
    .where('external_hash', 'is not', null)
    .execute();
  for (const column of ['email_hash', 'phone_hash'] as const) {
    await db.schema
      .createIndex(`users_by_${column}`)
      .on('users')
      .columns(['tenant_id', column])
      .where(column, 'is not', null)
      .execute();
  }
}
