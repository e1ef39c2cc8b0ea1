import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { DocumentVersion, StoredDocument } from '../../ports/document-store.js';
import { diffDocuments } from './document-diff.js';
import type { DocumentRules } from './document-rules.js';
import { DocumentWrites, expected, refuseStale } from './document-writes.js';
import type { ManagedWrite, ManagementCall } from './document-writes.js';
import type { JsonChange } from './json-diff.js';
import { isUuid } from './uuid.js';

/**
 * The history of configurations or policies (specification 5.2, Versions); it survives deletion. All methods throw TesseraError
 * `ERR_STORE_UNAVAILABLE`, and `ERR_NOT_FOUND` for an id that never was one of this tenant.
 */
export class ManageVersions {
  private readonly dependencies: EngineDependencies;
  private readonly rules: DocumentRules;
  private readonly writes: DocumentWrites;

  constructor(dependencies: EngineDependencies, rules: DocumentRules) {
    this.dependencies = dependencies;
    this.rules = rules;
    this.writes = new DocumentWrites(dependencies, rules);
  }

  /** Newest first; the documents in them are sealed. */
  async list(tenantId: string, id: string): Promise<readonly DocumentVersion[]> {
    const { documents } = this.dependencies;
    const versions = isUuid(id) ? await documents.listVersions(tenantId, this.rules.kind, id.toLowerCase()) : [];
    if (versions.length > 0) return versions;
    throw new TesseraError('ERR_NOT_FOUND', `tenant ${tenantId} never had such an ${this.rules.kind}`);
  }

  /** The document as of a version, secrets masked. @throws TesseraError `ERR_NOT_FOUND` also for a version that is a deletion */
  async get(tenantId: string, id: string, version: number): Promise<JsonObject> {
    return this.rules.redact((await this.find(tenantId, id, version)).document);
  }

  /** Whether there is a living document with the id, or only a history. */
  async isLiving(tenantId: string, id: string): Promise<boolean> {
    return (await this.living(tenantId, id)) !== undefined;
  }

  /**
   * What differs between two versions, secrets masked; a deletion has no members.
   * @throws TesseraError `ERR_INVALID_DOCUMENT` naming `/from` or `/to` when there is no such version, `ERR_SERVER_CONFIGURATION` when a
   * secret was encrypted under a key that is gone
   */
  async diff(
    tenantId: string,
    id: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<readonly JsonChange[]> {
    const versions = await this.list(tenantId, id);
    const violations = new ViolationList();
    const stateOf = (name: string, version: number): JsonObject => {
      const found = versions.find((candidate) => candidate.version === version);
      if (!found) violations.add(`/${name}`, 'no such version', `1..${versions[0]?.version ?? 0}`, String(version));
      return found?.document ? this.rules.open(found.document) : {};
    };
    const [before, after] = [stateOf('from', from), stateOf('to', to)];
    violations.throwIfAny('the comparison');
    return diffDocuments(before, after, this.rules);
  }

  /**
   * Writes a version of the past anew, its secrets included; a deleted document comes to life again.
   * @param body `{version}`
   * @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, `ERR_PRECONDITION_FAILED`, `ERR_CONFLICT` when the type or flow is
   * taken by now
   */
  async rollback(call: ManagementCall, id: string, body: JsonValue): Promise<ManagedWrite> {
    const versions = await this.list(call.tenantId, id);
    const current = await this.living(call.tenantId, id);
    refuseStale(call, current);
    const restored = this.restored(versions, body);
    const stored = current && this.rules.open(current.document);
    const key = id.toLowerCase();
    const { document, warnings } = await this.writes.checked(call, { id: key, document: restored, stored });
    const slot = this.writes.slotOf(document);
    const answer = {
      id: key,
      result: this.rules.redact(document),
      warnings,
      diff: diffDocuments(stored ?? {}, document, this.rules),
    };
    if (call.dryRun) {
      if (!current) await this.writes.refuseDuplicate(call.tenantId, key, slot);
      return { ...answer, version: (versions[0]?.version ?? 0) + 1 };
    }
    const write = this.writes.toWrite(call, { id: key, slot, document, operation: 'rollback' });
    const { documents } = this.dependencies;
    const result = current ? await documents.replace({ ...write, ...expected(call) }) : await documents.create(write);
    return { ...answer, version: this.writes.written(result, slot) };
  }

  /** The document of the version that the body names, secrets in clear. */
  private restored(versions: readonly DocumentVersion[], body: JsonValue): JsonObject {
    const violations = new ViolationList();
    const version = readVersion(body, violations);
    const found = versions.find((candidate) => candidate.version === version);
    if (version !== undefined && !found?.document) {
      const what = found ? 'this version is a deletion' : 'no such version';
      violations.add('/version', what, `1..${versions[0]?.version ?? 0}`, String(version));
    }
    const document = found?.document && this.opened(found.document, violations);
    violations.throwIfAny('the rollback');
    if (!document) throw new TesseraError('ERR_INVARIANT', 'a rollback without violations has no document');
    return document;
  }

  private opened(document: JsonObject, violations: ViolationList): JsonObject | undefined {
    try {
      return this.rules.open(document);
    } catch (error) {
      if (!(error instanceof TesseraError) || error.code !== 'ERR_SERVER_CONFIGURATION') throw error;
      // Keys rotate, and old versions are not encrypted anew.
      violations.add('/version', 'its secrets can no longer be decrypted');
      return undefined;
    }
  }

  private async find(tenantId: string, id: string, version: number): Promise<StoredDocument> {
    const { documents } = this.dependencies;
    const found = isUuid(id)
      ? await documents.findVersion(tenantId, this.rules.kind, id.toLowerCase(), version)
      : undefined;
    if (!found) throw new TesseraError('ERR_NOT_FOUND', `the ${this.rules.kind} has no version ${version}`);
    return found;
  }

  private async living(tenantId: string, id: string): Promise<StoredDocument | undefined> {
    return isUuid(id) ? this.dependencies.documents.find(tenantId, this.rules.kind, id.toLowerCase()) : undefined;
  }
}

function readVersion(body: JsonValue, violations: ViolationList): number | undefined {
  if (!isJsonObject(body)) {
    violations.add('', 'wrong type', 'an object');
    return undefined;
  }
  for (const name of Object.keys(body))
    if (name !== 'version') violations.add(pointerTo('', name), 'unknown field', 'version');
  const version = body['version'];
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > 0) return version;
  if (version === undefined) violations.add('/version', 'required', 'the number of a version');
  else violations.add('/version', 'wrong type', 'the number of a version', JSON.stringify(version));
  return undefined;
}
