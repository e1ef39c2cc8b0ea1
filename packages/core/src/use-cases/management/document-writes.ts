import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import type { Warning } from '../../errors/violation.js';
import { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { DocumentWrite, DocumentWriteResult, StoredDocument } from '../../ports/document-store.js';
import { warnAcrossDocuments } from './cross-document-warnings.js';
import type { DocumentRules } from './document-rules.js';
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
  /** Only of an update and a rollback. */
  readonly diff?: readonly JsonChange[];
}

/** What every write of a document goes through, whatever it is that is written: checks, refusals, sealing. */
export class DocumentWrites {
  private readonly dependencies: EngineDependencies;
  private readonly rules: DocumentRules;

  constructor(dependencies: EngineDependencies, rules: DocumentRules) {
    this.dependencies = dependencies;
    this.rules = rules;
  }

  /** @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations */
  async checked(
    call: Pick<ManagementCall, 'tenantId'>,
    input: { readonly id: string; readonly document: JsonValue; readonly stored: JsonObject | undefined },
  ): Promise<{ readonly document: JsonObject; readonly warnings: readonly Warning[] }> {
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

  slotOf(document: JsonObject): string {
    const slot = document[this.rules.slotName];
    if (typeof slot === 'string') return slot;
    throw new TesseraError('ERR_INVARIANT', `a checked ${this.rules.kind} has no ${this.rules.slotName}`);
  }

  /** What a creation would be refused with, for dry runs. @throws TesseraError `ERR_CONFLICT` */
  async refuseDuplicate(tenantId: string, id: string, slot: string): Promise<void> {
    const { documents } = this.dependencies;
    const inSlot = await documents.findBySlot(tenantId, this.rules.kind, slot);
    if (inSlot) this.written({ kind: 'conflict', conflictingId: inSlot.id, on: 'slot' }, slot);
    if (await documents.find(tenantId, this.rules.kind, id))
      this.written({ kind: 'conflict', conflictingId: id, on: 'id' }, slot);
  }

  /** What the store is handed: secrets are sealed. */
  toWrite(call: ManagementCall, more: Pick<DocumentWrite, 'id' | 'slot' | 'document' | 'operation'>): DocumentWrite {
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

  /** The version written. @throws TesseraError `ERR_CONFLICT`, `ERR_PRECONDITION_FAILED`, `ERR_NOT_FOUND` */
  written(result: DocumentWriteResult, slot: string): number {
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

/** @throws TesseraError `ERR_PRECONDITION_FAILED` when the caller expects another version than the living one, or there is none */
export function refuseStale(call: ManagementCall, current: StoredDocument | undefined): void {
  if (call.expectedVersion === undefined || call.expectedVersion === current?.version) return;
  throw new TesseraError('ERR_PRECONDITION_FAILED', `version ${call.expectedVersion} is not the living one`);
}

/** The caller's expectation as the store takes it. */
export function expected({ expectedVersion }: ManagementCall): { readonly expectedVersion?: number } {
  return expectedVersion === undefined ? {} : { expectedVersion };
}
