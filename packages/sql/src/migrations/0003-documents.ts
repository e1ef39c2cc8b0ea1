import { required, type AnyDatabase } from './columns.js';

/** Configurations and policies: the living ones, and every version there was. */
export async function createDocuments(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('documents')
    .addColumn('tenant_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('slot', 'text', required)
    .addColumn('version', 'integer', required)
    .addColumn('document', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('born_at', 'bigint', required)
    .addPrimaryKeyConstraint('documents_key', ['tenant_id', 'kind', 'id'])
    .addUniqueConstraint('documents_slot', ['tenant_id', 'kind', 'slot'])
    .execute();
  await db.schema
    .createTable('document_versions')
    .addColumn('tenant_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('version', 'integer', required)
    .addColumn('slot', 'text', required)
    .addColumn('operation', 'text', required)
    .addColumn('operator', 'text', required)
    .addColumn('document', 'text')
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('document_versions_key', ['tenant_id', 'kind', 'id', 'version'])
    .execute();
}
