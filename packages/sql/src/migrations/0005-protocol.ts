import { required, type AnyDatabase } from './columns.js';

/** Codes, tokens, grants and sessions of the protocol layer, and its signing keys. */
export async function createProtocol(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('protocol_artifacts')
    .addColumn('tenant_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('uid_hash', 'text')
    .addColumn('grant_hash', 'text')
    .addColumn('account_id', 'text')
    .addColumn('consumed_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addColumn('sealed_artifact', 'text', required)
    .addPrimaryKeyConstraint('protocol_artifacts_key', ['tenant_id', 'kind', 'id'])
    .execute();
  for (const column of ['uid_hash', 'grant_hash', 'account_id'] as const) {
    await db.schema
      .createIndex(`protocol_artifacts_by_${column}`)
      .on('protocol_artifacts')
      .columns(['tenant_id', column])
      .where(column, 'is not', null)
      .execute();
  }
  await db.schema
    .createIndex('protocol_artifacts_by_expiry')
    .on('protocol_artifacts')
    .column('expires_at')
    .where('expires_at', 'is not', null)
    .execute();
  await db.schema
    .createTable('signing_keys')
    .addColumn('tenant_id', 'text', required)
    .addColumn('kid', 'text', required)
    .addColumn('alg', 'text', required)
    .addColumn('sealed_jwk', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('retired_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addPrimaryKeyConstraint('signing_keys_key', ['tenant_id', 'kid'])
    .execute();
}
