import { CONFIGURATION_TYPES } from '../authentication-configuration.js';
import type { ConfigurationType } from '../authentication-configuration.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { ViolationList } from '../../errors/violation-list.js';
import { oneOf } from './describe.js';
import { ObjectReader } from './object-reader.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PROPERTIES = { required: ['type', 'interactions'], optional: ['id', 'enabled', 'attributes', 'metadata'] };

/** The outermost level of a configuration document. */
export interface Envelope {
  readonly type: ConfigurationType | undefined;
  readonly enabled: boolean;
  readonly metadata: JsonValue;
  readonly interactions: JsonObject;
}

/** What must not change: the id of the path, and the type of the object that is replaced. */
export interface FixedProperties {
  readonly id: string;
  readonly type?: JsonValue;
}

/** Reads the envelope (specification 1.2). Undefined when the document is no object. */
export function readEnvelope(
  document: JsonValue,
  fixed: FixedProperties,
  violations: ViolationList,
): Envelope | undefined {
  const reader = ObjectReader.open(document, '', violations, PROPERTIES);
  if (!reader) return undefined;
  checkId(reader, fixed.id, violations);
  const type = readType(reader, fixed.type, violations);
  const enabled = reader.boolean('enabled') ?? true;
  reader.object('attributes');
  const interactions = reader.object('interactions') ?? {};
  if (
    reader.has('interactions') &&
    reader.raw('interactions') === interactions &&
    Object.keys(interactions).length === 0
  ) {
    violations.add('/interactions', 'required', 'at least one interaction');
  }
  // An explicit null is no object: it is refused like any other wrong type.
  const metadata = reader.raw('metadata');
  return { type, enabled, metadata: metadata === undefined ? {} : metadata, interactions };
}

function checkId(reader: ObjectReader, expected: string, violations: ViolationList): void {
  const id = reader.string('id');
  if (id === undefined) return;
  if (!UUID.test(id)) violations.add('/id', 'not a UUID', undefined, id);
  else if (id.toLowerCase() !== expected.toLowerCase()) violations.add('/id', 'cannot be changed', expected, id);
}

function readType(
  reader: ObjectReader,
  fixed: JsonValue | undefined,
  violations: ViolationList,
): ConfigurationType | undefined {
  const text = reader.string('type');
  if (text === undefined) return undefined;
  const type = CONFIGURATION_TYPES.find((known) => known === text);
  if (!type) violations.add('/type', 'unknown type', oneOf(CONFIGURATION_TYPES), text);
  else if (typeof fixed === 'string' && fixed !== type) violations.add('/type', 'cannot be changed', fixed, type);
  return type;
}
