import type { SelectQueryBuilder, Transaction } from 'kysely';
import type {
  DocumentKind,
  DocumentStore,
  DocumentVersion,
  DocumentWrite,
  DocumentWriteResult,
  StoredDocument,
} from '@tessera/core';
import type { Schema } from '../database/schema.js';
import { toDocumentVersion, toStoredDocument } from './document-rows.js';
import {
  createDocument,
  removeDocument,
  replaceDocument,
  type DocumentRemoval,
  type DocumentWriteOutcome,
} from './document-writes.js';
import type { StoreContext } from './store-context.js';

/** Configurations and policies in SQL, with all their versions. A change notice follows each commit. */
export class SqlDocumentStore implements DocumentStore {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  async find(tenantId: string, kind: DocumentKind, id: string): Promise<StoredDocument | undefined> {
    return this.#findLiving(tenantId, kind, (query) => query.where('id', '=', id));
  }

  async findBySlot(tenantId: string, kind: DocumentKind, slot: string): Promise<StoredDocument | undefined> {
    return this.#findLiving(tenantId, kind, (query) => query.where('slot', '=', slot));
  }

  async findVersion(
    tenantId: string,
    kind: DocumentKind,
    id: string,
    version: number,
  ): Promise<StoredDocument | undefined> {
    const row = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely
        .selectFrom('document_versions')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('kind', '=', kind)
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst(),
    );
    return row && row.document !== null ? toStoredDocument({ ...row, document: row.document }) : undefined;
  }

  async list(
    tenantId: string,
    kind: DocumentKind,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly StoredDocument[]; readonly totalCount: number }> {
    const { database } = this.#context;
    const rows = await database.lookUp([], (kysely) =>
      living(kysely, tenantId, kind)
        .selectAll()
        .orderBy('born_at')
        .orderBy('id')
        .limit(page.limit)
        .offset(page.offset)
        .execute(),
    );
    const count = await database.lookUp(undefined, (kysely) =>
      living(kysely, tenantId, kind)
        .select((select) => select.fn.countAll<number>().as('total'))
        .executeTakeFirst(),
    );
    return { list: rows.map(toStoredDocument), totalCount: count?.total ?? 0 };
  }

  /** Newest first. */
  async listVersions(tenantId: string, kind: DocumentKind, id: string): Promise<readonly DocumentVersion[]> {
    const rows = await this.#context.database.lookUp([], (kysely) =>
      kysely
        .selectFrom('document_versions')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('kind', '=', kind)
        .where('id', '=', id)
        .orderBy('version', 'desc')
        .execute(),
    );
    return rows.map(toDocumentVersion);
  }

  async create(write: DocumentWrite): Promise<DocumentWriteResult> {
    return this.#write(write, (transaction) => createDocument(transaction, write));
  }

  async replace(write: DocumentWrite): Promise<DocumentWriteResult> {
    return this.#write(write, (transaction) => replaceDocument(transaction, write));
  }

  async remove(removal: DocumentRemoval): Promise<DocumentWriteResult> {
    return this.#write(removal, (transaction) => removeDocument(transaction, removal));
  }

  async #write(
    { tenantId, kind }: Pick<DocumentWrite, 'tenantId' | 'kind'>,
    work: (transaction: Transaction<Schema>) => Promise<DocumentWriteOutcome>,
  ): Promise<DocumentWriteResult> {
    const { database, notices } = this.#context;
    const { result, slots } = await database.transact(work);
    for (const key of slots) await notices.publish({ tenantId, what: kind, key });
    return result;
  }

  async #findLiving(
    tenantId: string,
    kind: DocumentKind,
    narrow: (query: LivingQuery) => LivingQuery,
  ): Promise<StoredDocument | undefined> {
    const row = await this.#context.database.lookUp(undefined, (kysely) =>
      narrow(living(kysely, tenantId, kind))
        .selectAll()
        .executeTakeFirst(),
    );
    return row && toStoredDocument(row);
  }
}

type LivingQuery = SelectQueryBuilder<Schema, 'documents', object>;

function living(
  kysely: { selectFrom: Transaction<Schema>['selectFrom'] },
  tenantId: string,
  kind: DocumentKind,
): LivingQuery {
  return kysely.selectFrom('documents').where('tenant_id', '=', tenantId).where('kind', '=', kind);
}
