import type { JsonObject } from '../json/json.js';
import type { Instant } from './clock.js';

/** The two kinds of versioned documents. */
export type DocumentKind = 'authentication-configuration' | 'authentication-policy';

/** A stored version of a configuration or policy document. Secrets inside are sealed. */
export interface StoredDocument {
  readonly tenantId: string;
  readonly kind: DocumentKind;
  readonly id: string;
  /** `type` of a configuration, `flow` of a policy; one living document of a kind per tenant and slot. */
  readonly slot: string;
  /** From 1; the next write is the next number. Goes on after a deletion. */
  readonly version: number;
  readonly document: JsonObject;
  readonly createdAt: Instant;
}

export type DocumentOperation = 'create' | 'update' | 'delete' | 'rollback';

export interface DocumentVersion {
  readonly version: number;
  readonly createdAt: Instant;
  readonly operator: string;
  readonly operation: DocumentOperation;
  /** Absent for a deletion. */
  readonly document: JsonObject | undefined;
}

export interface DocumentWrite {
  readonly tenantId: string;
  readonly kind: DocumentKind;
  readonly id: string;
  readonly slot: string;
  readonly document: JsonObject;
  readonly operator: string;
  readonly operation: DocumentOperation;
  readonly now: Instant;
  /** Write only if this is the living version; for a creation leave it out. */
  readonly expectedVersion?: number;
}

export type DocumentWriteResult =
  | { readonly kind: 'written'; readonly version: number }
  /** Another living document has the slot, or the id is taken. */
  | { readonly kind: 'conflict'; readonly conflictingId: string; readonly on: 'slot' | 'id' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'absent' };

/** Versioned documents of all tenants, a change notice with every write. */
export interface DocumentStore {
  find(tenantId: string, kind: DocumentKind, id: string): Promise<StoredDocument | undefined>;
  findBySlot(tenantId: string, kind: DocumentKind, slot: string): Promise<StoredDocument | undefined>;
  /** A version, living or not; undefined when unknown or a deletion. */
  findVersion(tenantId: string, kind: DocumentKind, id: string, version: number): Promise<StoredDocument | undefined>;
  /** Living documents, oldest first. */
  list(
    tenantId: string,
    kind: DocumentKind,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly StoredDocument[]; readonly totalCount: number }>;
  listVersions(tenantId: string, kind: DocumentKind, id: string): Promise<readonly DocumentVersion[]>;
  /** `create` makes version 1, or the next after a deletion. */
  create(write: DocumentWrite): Promise<DocumentWriteResult>;
  replace(write: DocumentWrite): Promise<DocumentWriteResult>;
  remove(write: Omit<DocumentWrite, 'document' | 'slot' | 'operation'>): Promise<DocumentWriteResult>;
}
