import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import type { Warning } from '../../errors/violation.js';
import { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { StoredDocument } from '../../ports/document-store.js';
import { warnBeforeRemoval } from './cross-document-warnings.js';
import { diffDocuments } from './document-diff.js';
import type { DocumentRules } from './document-rules.js';
import { DocumentWrites, expected, refuseStale } from './document-writes.js';
import type { ManagedWrite, ManagementCall } from './document-writes.js';
import { isUuid } from './uuid.js';

export type { ManagedWrite, ManagementCall } from './document-writes.js';

/**
 * Configurations or policies as an operator manages them (specification 5.2, 5.7). Everything is checked before anything is written.
 * All methods throw TesseraError `ERR_STORE_UNAVAILABLE`, and `ERR_NOT_FOUND` for what is not there in this tenant.
 */
export class ManageDocuments {
  private readonly dependencies: EngineDependencies;
  private readonly rules: DocumentRules;
  private readonly writes: DocumentWrites;

  constructor(dependencies: EngineDependencies, rules: DocumentRules) {
    this.dependencies = dependencies;
    this.rules = rules;
    this.writes = new DocumentWrites(dependencies, rules);
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, `ERR_CONFLICT` */
  async create(call: ManagementCall, posted: JsonValue): Promise<ManagedWrite> {
    const given = isJsonObject(posted) ? posted['id'] : undefined;
    const id = isUuid(given) ? given.toLowerCase() : this.dependencies.randomness.uuid();
    const { document, warnings } = await this.writes.checked(call, { id, document: posted, stored: undefined });
    const slot = this.writes.slotOf(document);
    if (call.dryRun) {
      await this.writes.refuseDuplicate(call.tenantId, id, slot);
      return { id, result: this.rules.redact(document), version: 1, warnings };
    }
    const version = this.writes.written(
      await this.dependencies.documents.create(this.writes.toWrite(call, { id, slot, document, operation: 'create' })),
      slot,
    );
    return { id, result: this.rules.redact(document), version, warnings };
  }

  async get(tenantId: string, id: string): Promise<{ readonly result: JsonObject; readonly version: number }> {
    const stored = await this.find(tenantId, id);
    return { result: this.rules.redact(stored.document), version: stored.version };
  }

  async list(
    tenantId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly JsonObject[]; readonly totalCount: number }> {
    const { list, totalCount } = await this.dependencies.documents.list(tenantId, this.rules.kind, page);
    return { list: list.map((stored) => this.rules.redact(stored.document)), totalCount };
  }

  /** Full replacement. @throws TesseraError `ERR_INVALID_DOCUMENT`, `ERR_PRECONDITION_FAILED` */
  async update(call: ManagementCall, id: string, posted: JsonValue): Promise<ManagedWrite> {
    const current = await this.find(call.tenantId, id);
    refuseStale(call, current);
    const before = this.rules.open(current.document);
    const { document, warnings } = await this.writes.checked(call, {
      id: current.id,
      document: posted,
      stored: before,
    });
    const diff = diffDocuments(before, document, this.rules);
    if (call.dryRun) return { id, result: this.rules.redact(document), version: current.version + 1, warnings, diff };
    const write = this.writes.toWrite(call, { id: current.id, slot: current.slot, document, operation: 'update' });
    const version = this.writes.written(
      await this.dependencies.documents.replace({ ...write, ...expected(call) }),
      current.slot,
    );
    return { id, result: this.rules.redact(document), version, warnings, diff };
  }

  /** @throws TesseraError `ERR_PRECONDITION_FAILED` */
  async remove(call: ManagementCall, id: string): Promise<{ readonly warnings: readonly Warning[] }> {
    const current = await this.find(call.tenantId, id);
    refuseStale(call, current);
    const violations = new ViolationList();
    await warnBeforeRemoval(this.dependencies, current, violations);
    if (call.dryRun) return { warnings: violations.warnings };
    const { tenantId, operator } = call;
    const removal = {
      tenantId,
      kind: this.rules.kind,
      id: current.id,
      operator,
      now: this.dependencies.clock.now(),
      ...expected(call),
    };
    this.writes.written(await this.dependencies.documents.remove(removal), current.slot);
    return { warnings: violations.warnings };
  }

  private async find(tenantId: string, id: string): Promise<StoredDocument> {
    const stored = isUuid(id)
      ? await this.dependencies.documents.find(tenantId, this.rules.kind, id.toLowerCase())
      : undefined;
    if (!stored) throw new TesseraError('ERR_NOT_FOUND', `tenant ${tenantId} has no such ${this.rules.kind}`);
    return stored;
  }
}
