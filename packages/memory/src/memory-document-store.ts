import type {
  ChangeNotices,
  DocumentKind,
  DocumentOperation,
  DocumentStore,
  DocumentVersion,
  DocumentWrite,
  DocumentWriteResult,
  StoredDocument,
} from '@tessera/core';
import { keyOf } from './key-of.js';
import type { TenantScoped } from './tenant-scoped.js';

interface StoredVersion extends DocumentVersion {
  readonly slot: string;
}

type Removal = Parameters<DocumentStore['remove']>[0];

/** Versioned documents of one process; a restart forgets them. Every write decides and changes in one step, then publishes its notice. */
export class MemoryDocumentStore implements DocumentStore, TenantScoped {
  /** By tenant and kind, then by id. A removed and re-created document goes to the end: the order is that of creation. */
  private readonly living = new Map<string, Map<string, StoredDocument>>();
  private readonly histories = new Map<string, StoredVersion[]>();
  private readonly notices: ChangeNotices;

  constructor(notices: ChangeNotices) {
    this.notices = notices;
  }

  forgetTenant(tenantId: string): void {
    for (const map of [this.living, this.histories])
      for (const key of map.keys()) if (key.startsWith(keyOf(tenantId))) map.delete(key);
  }

  async find(tenantId: string, kind: DocumentKind, id: string): Promise<StoredDocument | undefined> {
    return this.livingOf(tenantId, kind).get(id);
  }

  async findBySlot(tenantId: string, kind: DocumentKind, slot: string): Promise<StoredDocument | undefined> {
    return this.holderOf(tenantId, kind, slot);
  }

  async findVersion(
    tenantId: string,
    kind: DocumentKind,
    id: string,
    version: number,
  ): Promise<StoredDocument | undefined> {
    const found = this.historyOf(tenantId, kind, id).find((candidate) => candidate.version === version);
    if (found?.document === undefined) return undefined;
    const { slot, document, createdAt } = found;
    return { tenantId, kind, id, slot, version, document, createdAt };
  }

  async list(
    tenantId: string,
    kind: DocumentKind,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly StoredDocument[]; readonly totalCount: number }> {
    const all = [...this.livingOf(tenantId, kind).values()];
    return { list: all.slice(page.offset, page.offset + page.limit), totalCount: all.length };
  }

  async listVersions(tenantId: string, kind: DocumentKind, id: string): Promise<readonly DocumentVersion[]> {
    return this.historyOf(tenantId, kind, id)
      .map(({ slot: _slot, ...version }) => version)
      .reverse();
  }

  async create(write: DocumentWrite): Promise<DocumentWriteResult> {
    const { tenantId, kind, id, slot } = write;
    // The slot comes first: whoever repeats a creation learns which document already has it (specification 5.2).
    const holder = this.holderOf(tenantId, kind, slot);
    if (holder) return { kind: 'conflict', on: 'slot', conflictingId: holder.id };
    return this.livingOf(tenantId, kind).has(id) ? { kind: 'conflict', on: 'id', conflictingId: id } : this.put(write);
  }

  async replace(write: DocumentWrite): Promise<DocumentWriteResult> {
    return this.refusal(write) ?? this.put(write);
  }

  async remove(write: Removal): Promise<DocumentWriteResult> {
    const refusal = this.refusal(write);
    if (refusal) return refusal;
    const { tenantId, kind, id } = write;
    const living = this.livingOf(tenantId, kind);
    const slot = living.get(id)?.slot ?? '';
    living.delete(id);
    const version = this.record({ ...write, slot, operation: 'delete' }, undefined);
    await this.notices.publish({ tenantId, what: kind, key: slot });
    return { kind: 'written', version };
  }

  private async put(write: DocumentWrite): Promise<DocumentWriteResult> {
    const { tenantId, kind, id, slot, document, now } = write;
    const holder = this.holderOf(tenantId, kind, slot);
    if (holder && holder.id !== id) return { kind: 'conflict', on: 'slot', conflictingId: holder.id };
    const living = this.livingOf(tenantId, kind);
    const slotBefore = living.get(id)?.slot ?? slot;
    const version = this.record(write, document);
    living.set(id, { tenantId, kind, id, slot, version, document, createdAt: now });
    for (const key of new Set([slotBefore, slot])) await this.notices.publish({ tenantId, what: kind, key });
    return { kind: 'written', version };
  }

  private refusal({ tenantId, kind, id, expectedVersion }: Removal): DocumentWriteResult | undefined {
    const current = this.livingOf(tenantId, kind).get(id);
    if (!current) return { kind: 'absent' };
    return expectedVersion === undefined || expectedVersion === current.version ? undefined : { kind: 'stale' };
  }

  private record(
    write: Removal & { readonly slot: string; readonly operation: DocumentOperation },
    document: DocumentWrite['document'] | undefined,
  ): number {
    const { tenantId, kind, id, slot, operator, operation, now } = write;
    const history = this.historyOf(tenantId, kind, id);
    const version = history.length + 1;
    history.push({ version, createdAt: now, operator, operation, document, slot });
    this.histories.set(keyOf(tenantId, kind, id), history);
    return version;
  }

  private holderOf(tenantId: string, kind: DocumentKind, slot: string): StoredDocument | undefined {
    return [...this.livingOf(tenantId, kind).values()].find((candidate) => candidate.slot === slot);
  }

  private historyOf(tenantId: string, kind: DocumentKind, id: string): StoredVersion[] {
    return this.histories.get(keyOf(tenantId, kind, id)) ?? [];
  }

  private livingOf(tenantId: string, kind: DocumentKind): Map<string, StoredDocument> {
    const key = keyOf(tenantId, kind);
    const known = this.living.get(key) ?? new Map<string, StoredDocument>();
    this.living.set(key, known);
    return known;
  }
}
