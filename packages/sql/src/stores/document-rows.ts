import type {
  DocumentKind,
  DocumentOperation,
  DocumentVersion,
  DocumentWrite,
  JsonObject,
  StoredDocument,
} from '@tessera/core';
import type { DocumentRow, DocumentVersionRow } from '../database/schema.js';
import { parseStored } from './json-text.js';

type LivingColumns = Omit<DocumentRow, 'born_at'>;

export function toStoredDocument(row: LivingColumns): StoredDocument {
  return {
    tenantId: row.tenant_id,
    kind: row.kind as DocumentKind,
    id: row.id,
    slot: row.slot,
    version: row.version,
    document: parseStored<JsonObject>(row.document),
    createdAt: row.created_at,
  };
}

export function toDocumentVersion(row: DocumentVersionRow): DocumentVersion {
  return {
    version: row.version,
    createdAt: row.created_at,
    operator: row.operator,
    operation: row.operation as DocumentOperation,
    document: row.document === null ? undefined : parseStored<JsonObject>(row.document),
  };
}

export function toDocumentRow(write: DocumentWrite, version: number): DocumentRow {
  return {
    tenant_id: write.tenantId,
    kind: write.kind,
    id: write.id,
    slot: write.slot,
    version,
    document: JSON.stringify(write.document),
    created_at: write.now,
    born_at: write.now,
  };
}

export function toVersionRow(write: DocumentWrite, version: number): DocumentVersionRow {
  return {
    tenant_id: write.tenantId,
    kind: write.kind,
    id: write.id,
    version,
    slot: write.slot,
    operation: write.operation,
    operator: write.operator,
    document: JSON.stringify(write.document),
    created_at: write.now,
  };
}
