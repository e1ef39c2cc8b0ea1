import type { InteractionDefinition } from '../authentication-configuration.js';
import type { JsonValue } from '../../json/json.js';
import { compileMappingRules } from '../../mapping/mapping-rules.js';
import type { CompileContext } from './compile-context.js';
import { ObjectReader } from './object-reader.js';

const ROW_KEY = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Reads `http_request_store` or `http_requests_store` (specification 1.13). */
export function readStore(
  document: JsonValue,
  pointer: string,
  context: CompileContext,
): InteractionDefinition['store'] {
  const { violations, dependencies } = context;
  const reader = ObjectReader.open(document, pointer, violations, { required: ['key', 'interaction_mapping_rules'] });
  if (!reader) return undefined;
  const key = readRowKey(reader, context);
  const name = 'interaction_mapping_rules';
  const rules = compileMappingRules(reader.raw(name), reader.at(name), violations, dependencies);
  return key === undefined ? undefined : { key, rules };
}

/** Reads `previous_interaction` (specification 1.14): the key of the row visible as `$.interaction`. */
export function readPreviousInteraction(
  document: JsonValue,
  pointer: string,
  context: CompileContext,
): string | undefined {
  const reader = ObjectReader.open(document, pointer, context.violations, { required: ['key'] });
  return reader && readRowKey(reader, context);
}

function readRowKey(reader: ObjectReader, { violations }: CompileContext): string | undefined {
  const key = reader.string('key');
  if (key === undefined || ROW_KEY.test(key)) return key;
  violations.add(reader.at('key'), 'not allowed', ROW_KEY.source, key);
  return undefined;
}
