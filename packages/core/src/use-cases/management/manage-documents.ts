import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import type { Warning } from '../../errors/violation.js';
import { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { DocumentWrite, DocumentWriteResult, StoredDocument } from '../../ports/document-store.js';
import { warnAcrossDocuments, warnBeforeRemoval } from './cross-document-warnings.js';
import type { DocumentRules } from './document-rules.js';
import { diffJson } from './json-diff.js';
import type { JsonChange } from './json-diff.js';

/** Who writes what in which tenant. */
export interface ManagementCall {
  readonly tenantId: string;
  /** Shown in versions and audit records. */
  readonly operator: string;
  /** All checks run, nothing is stored. */
  readonly dryRun: boolean;
  /** From `If-Match`; the write is refused when the object has another version. */
  readonly expectedVersion?: number | undefined;
}

/** What a write answers; secrets are masked. */
export interface ManagedWrite {
  readonly id: string;
  readonly result: JsonObject;
  /** The new version; the one that would come next on a dry run. */
  readonly version: number;
  readonly warnings: readonly Warning[];
  /** Only of an update. */
  readonly diff?: readonly JsonChange[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Configurations or policies as an operator manages them (specification 5.2, 5.7). Everything is checked before anything is written.
 * All methods throw TesseraError `ERR_STORE_UNAVAILABLE`, and `ERR_NOT_FOUND` for what is not there in this tenant.
 */
export class ManageDocuments {
  private readonly dependencies: EngineDependencies;
  private readonly rules: DocumentRules;

  constructor(dependencies: EngineDependencies, rules: DocumentRules) {
    this.dependencies = dependencies;
    this.rules = rules;
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, `ERR_CONFLICT` */
  async create(call: ManagementCall, posted: JsonValue): Promise<ManagedWrite> {
    const given = isJsonObject(posted) ? posted['id'] : undefined;
    const id =
      typeof given === 'string' && UUID.test(given) ? given.toLowerCase() : this.dependencies.randomness.uuid();
    const { document, warnings } = await this.checked(call, { id, document: posted, stored: undefined });
    const slot = this.slotOf(document);
    if (call.dryRun) {
      await this.refuseDuplicate(call.tenantId, id, slot);
      return { id, result: this.rules.redact(document), version: 1, warnings };
    }
    const version = this.written(
      await this.dependencies.documents.create(this.write(call, { id, slot, document, operation: 'create' })),
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
    const { document, warnings } = await this.checked(call, { id: current.id, document: posted, stored: before });
    const diff = diffJson(this.rules.redact(before), this.rules.redact(document));
    if (call.dryRun) return { id, result: this.rules.redact(document), version: current.version + 1, warnings, diff };
    const write = this.write(call, { id: current.id, slot: current.slot, document, operation: 'update' });
    const version = this.written(
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
    this.written(await this.dependencies.documents.remove(removal), current.slot);
    return { warnings: violations.warnings };
  }

  private async checked(
    call: ManagementCall,
    input: { id: string; document: JsonValue; stored: JsonObject | undefined },
  ): Promise<{ document: JsonObject; warnings: readonly Warning[] }> {
    const document = this.rules.complete(input);
    const violations = new ViolationList();
    this.rules.check({ ...input, document }, violations);
    violations.throwIfAny(`the ${this.rules.kind}`);
    if (!isJsonObject(document))
      throw new TesseraError('ERR_INVARIANT', `a checked ${this.rules.kind} is not an object`);
    await warnAcrossDocuments(
      this.dependencies,
      { kind: this.rules.kind, tenantId: call.tenantId, document },
      violations,
    );
    return { document, warnings: violations.warnings };
  }

  private slotOf(document: JsonObject): string {
    const slot = document[this.rules.slotName];
    if (typeof slot === 'string') return slot;
    throw new TesseraError('ERR_INVARIANT', `a checked ${this.rules.kind} has no ${this.rules.slotName}`);
  }

  private async find(tenantId: string, id: string): Promise<StoredDocument> {
    const stored = UUID.test(id)
      ? await this.dependencies.documents.find(tenantId, this.rules.kind, id.toLowerCase())
      : undefined;
    if (!stored) throw new TesseraError('ERR_NOT_FOUND', `tenant ${tenantId} has no such ${this.rules.kind}`);
    return stored;
  }

  private async refuseDuplicate(tenantId: string, id: string, slot: string): Promise<void> {
    const { documents } = this.dependencies;
    const inSlot = await documents.findBySlot(tenantId, this.rules.kind, slot);
    if (inSlot) this.written({ kind: 'conflict', conflictingId: inSlot.id, on: 'slot' }, slot);
    if (await documents.find(tenantId, this.rules.kind, id))
      this.written({ kind: 'conflict', conflictingId: id, on: 'id' }, slot);
  }

  private write(
    call: ManagementCall,
    more: Pick<DocumentWrite, 'id' | 'slot' | 'document' | 'operation'>,
  ): DocumentWrite {
    const { tenantId, operator } = call;
    return {
      tenantId,
      kind: this.rules.kind,
      operator,
      now: this.dependencies.clock.now(),
      ...more,
      document: this.rules.seal(more.document),
    };
  }

  private written(result: DocumentWriteResult, slot: string): number {
    switch (result.kind) {
      case 'written':
        return result.version;
      case 'conflict': {
        const message = result.on === 'slot' ? this.rules.slotTaken(slot) : 'An object with this id already exists';
        throw new TesseraError('ERR_CONFLICT', message, { conflictingId: result.conflictingId });
      }
      case 'stale':
        throw new TesseraError('ERR_PRECONDITION_FAILED', `the ${this.rules.kind} has changed since it was read`);
      case 'absent':
        throw new TesseraError('ERR_NOT_FOUND', `the ${this.rules.kind} is gone`);
    }
  }
}

function refuseStale(call: ManagementCall, current: StoredDocument): void {
  if (call.expectedVersion === undefined || call.expectedVersion === current.version) return;
  throw new TesseraError('ERR_PRECONDITION_FAILED', `version ${call.expectedVersion} is not the living one`);
}

function expected({ expectedVersion }: ManagementCall): { readonly expectedVersion?: number } {
  return expectedVersion === undefined ? {} : { expectedVersion };
}
