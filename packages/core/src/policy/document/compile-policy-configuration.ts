import { ObjectReader } from '../../configuration/document/object-reader.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { pointerTo, type JsonValue } from '../../json/json.js';
import type { MappingDependencies } from '../../mapping/mapping-dependencies.js';
import type { AuthenticationPolicyConfiguration } from '../authentication-policy.js';
import type { PolicyCompileContext } from './compile-context.js';
import { readPolicy } from './read-policy.js';

export interface PolicyConfigurationSource {
  /** Of the path, or generated; a document may repeat it but name no other. */
  readonly id: string;
  readonly version: number;
  /** As {@link toPolicyDocument} made it: `flow` filled in. */
  readonly document: JsonValue;
  readonly dependencies: MappingDependencies;
}

const CONFIGURATION = { required: ['flow', 'policies'], optional: ['id', 'enabled'] };
const FLOWS = ['oauth'] as const;
const MAX_POLICIES = 50;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Checks and compiles a policy configuration (document 3 of the specification). Everything wrong with it goes to `violations` at once, with
 * JSON pointers; undefined when there was anything. Never throws, whatever the document is.
 */
export function compilePolicyConfiguration(
  { id, version, document, dependencies }: PolicyConfigurationSource,
  violations: ViolationList,
): AuthenticationPolicyConfiguration | undefined {
  const before = violations.violations.length;
  const context: PolicyCompileContext = { violations, dependencies };
  const reader = ObjectReader.open(document, '', violations, CONFIGURATION);
  if (!reader) return undefined;
  checkId(reader, id, violations);
  const flow = reader.oneOf('flow', FLOWS);
  const enabled = reader.boolean('enabled') ?? true;
  const policies = readPolicies(reader, context);
  const isValid = violations.violations.length === before;
  return isValid && flow !== undefined ? { id, version, flow, enabled, policies } : undefined;
}

function readPolicies(
  reader: ObjectReader,
  context: PolicyCompileContext,
): AuthenticationPolicyConfiguration['policies'] {
  const list = reader.list('policies') ?? [];
  const isPresent = Array.isArray(reader.raw('policies'));
  if (isPresent && (list.length < 1 || list.length > MAX_POLICIES)) {
    context.violations.add('/policies', 'out of range', `1..${MAX_POLICIES}`, String(list.length));
  }
  return list.flatMap((policy, index) => readPolicy(policy, pointerTo('/policies', index), context) ?? []);
}

function checkId(reader: ObjectReader, id: string, violations: ViolationList): void {
  const written = reader.string('id');
  if (written === undefined) return;
  if (!UUID.test(written)) violations.add('/id', 'not a UUID', 'UUID', written);
  else if (written.toLowerCase() !== id.toLowerCase()) violations.add('/id', 'cannot be changed', id, written);
}
