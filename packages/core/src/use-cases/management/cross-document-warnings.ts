import type { EngineDependencies } from '../../engine/dependencies.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { DocumentKind, StoredDocument } from '../../ports/document-store.js';

/** Methods that do nothing without a configuration of their own. */
const NEEDS_CONFIGURATION = ['sms', 'email'] as const;

export interface WrittenDocument {
  readonly kind: DocumentKind;
  readonly tenantId: string;
  readonly document: JsonObject;
}

/** Warnings that no document can know by itself (specification 5.7). */
export async function warnAcrossDocuments(
  dependencies: EngineDependencies,
  written: WrittenDocument,
  violations: ViolationList,
): Promise<void> {
  const { kind, tenantId, document } = written;
  if (kind === 'authentication-policy') {
    await warnAboutMethods(dependencies, tenantId, document, violations);
    if (document['enabled'] === false)
      violations.warn('built_in_policy_applies', '/enabled', 'Without this policy any single factor completes a login');
  } else if (document['enabled'] === false) {
    await warnIfInUse(dependencies, { tenantId, type: document['type'] }, '/enabled', violations);
  }
}

/** What an operator should know before deleting. */
export async function warnBeforeRemoval(
  dependencies: EngineDependencies,
  { kind, tenantId, slot }: StoredDocument,
  violations: ViolationList,
): Promise<void> {
  if (kind === 'authentication-configuration')
    await warnIfInUse(dependencies, { tenantId, type: slot }, '', violations);
  else violations.warn('built_in_policy_applies', '', 'Without this policy any single factor completes a login');
}

async function warnAboutMethods(
  { documents }: EngineDependencies,
  tenantId: string,
  document: JsonObject,
  violations: ViolationList,
): Promise<void> {
  for (const method of NEEDS_CONFIGURATION) {
    const pointers = methodPointers(document, method);
    const [first] = pointers;
    if (first === undefined) continue;
    const configuration = await documents.findBySlot(tenantId, 'authentication-configuration', method);
    if (configuration && configuration.document['enabled'] !== false) continue;
    for (const pointer of pointers)
      violations.warn('method_without_configuration', pointer, `No enabled configuration of type '${method}' exists`);
  }
}

async function warnIfInUse(
  { documents }: EngineDependencies,
  { tenantId, type }: { readonly tenantId: string; readonly type: JsonValue | undefined },
  pointer: string,
  violations: ViolationList,
): Promise<void> {
  if (typeof type !== 'string') return;
  const policy = await documents.findBySlot(tenantId, 'authentication-policy', 'oauth');
  if (!policy || policy.document['enabled'] === false || methodPointers(policy.document, type).length === 0) return;
  violations.warn('configuration_in_use', pointer, `The policy for flow 'oauth' names the method '${type}'`);
}

/** Where `available_methods` of a policy document names the method. */
function methodPointers(document: JsonObject, method: string): readonly string[] {
  const policies = document['policies'];
  if (!Array.isArray(policies)) return [];
  return (policies as readonly JsonValue[]).flatMap((policy, index) => {
    const methods = isJsonObject(policy) ? policy['available_methods'] : undefined;
    const position = Array.isArray(methods) ? methods.indexOf(method) : -1;
    return position < 0 ? [] : [pointerTo(`${pointerTo('/policies', index)}/available_methods`, position)];
  });
}
