import type { RequestDefinition } from '../authentication-configuration.js';
import { RESERVED_CLAIMS } from '../registration-claims.js';
import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonObject, JsonValue } from '../../json/json.js';
import type { InteractionContext } from './compile-context.js';
import { ObjectReader } from './object-reader.js';

const ANY_REQUEST: RequestDefinition = { declared: new Set() };

/** `request`, read. */
export interface RequestReading {
  readonly definition: RequestDefinition;
  /** The schema says which properties there are. */
  readonly hasProperties: boolean;
}

/** Reads `request.schema` (specification 1.5). */
export function readRequest(
  document: JsonValue | undefined,
  pointer: string,
  context: InteractionContext,
): RequestReading {
  const { violations, dependencies, type } = context;
  const reader =
    document === undefined ? undefined : ObjectReader.open(document, pointer, violations, { optional: ['schema'] });
  const schema = reader?.object('schema');
  if (!reader || !schema) return { definition: ANY_REQUEST, hasProperties: false };
  const { validator, violations: found } = dependencies.schemas.compile(schema);
  violations.addBelow(reader.at('schema'), found ?? []);
  const properties = propertiesOf(schema);
  const declared = new Set(Object.keys(properties ?? {}));
  if (type === 'initial-registration') refuseReservedClaims(declared, reader.at('schema'), context);
  const dropsOthers = properties !== undefined && schema['additionalProperties'] !== true;
  return {
    definition: { ...(validator ? { validator } : {}), ...(dropsOthers ? { keepOnly: declared } : {}), declared },
    hasProperties: properties !== undefined,
  };
}

function propertiesOf(schema: JsonObject): JsonObject | undefined {
  const properties = Object.hasOwn(schema, 'properties') ? schema['properties'] : undefined;
  return isJsonObject(properties) ? properties : undefined;
}

function refuseReservedClaims(
  declared: ReadonlySet<string>,
  pointer: string,
  { violations }: InteractionContext,
): void {
  for (const claim of RESERVED_CLAIMS.filter((name) => declared.has(name))) {
    violations.add(pointerTo(`${pointer}/properties`, claim), 'claim cannot be set by the caller', undefined, claim);
  }
}
