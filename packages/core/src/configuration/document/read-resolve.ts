import type { ResponseResolveDefinition } from '../authentication-configuration.js';
import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';
import { compileCondition } from '../../mapping/condition.js';
import type { CompileContext } from './compile-context.js';
import { jsonTypeOf } from './describe.js';
import { ObjectReader } from './object-reader.js';

const ENTRY = { required: ['mapped_status_code'], optional: ['conditions', 'match_mode'] };

/** Reads `response_resolve_configs`: a list, or `{configs: […]}` around it (specification 1.11). */
export function readResolve(
  document: JsonValue,
  pointer: string,
  context: CompileContext,
): readonly ResponseResolveDefinition[] {
  if (isJsonObject(document)) {
    const reader = ObjectReader.open(document, pointer, context.violations, { required: ['configs'] });
    return readEntries(reader?.list('configs') ?? [], `${pointer}/configs`, context);
  }
  if (Array.isArray(document)) return readEntries(document as readonly JsonValue[], pointer, context);
  context.violations.add(pointer, 'wrong type', 'array, or object with configs', jsonTypeOf(document));
  return [];
}

function readEntries(
  entries: readonly JsonValue[],
  pointer: string,
  context: CompileContext,
): ResponseResolveDefinition[] {
  return entries.flatMap((entry, index) => readEntry(entry, pointerTo(pointer, index), context) ?? []);
}

function readEntry(entry: JsonValue, pointer: string, context: CompileContext): ResponseResolveDefinition | undefined {
  const { violations, dependencies } = context;
  const reader = ObjectReader.open(entry, pointer, violations, ENTRY);
  if (!reader) return undefined;
  const conditions = (reader.list('conditions') ?? []).flatMap(
    (condition, index) =>
      compileCondition(condition, pointerTo(reader.at('conditions'), index), violations, dependencies) ?? [],
  );
  const matchMode = reader.oneOf('match_mode', ['all', 'any'] as const) ?? 'all';
  const mappedStatusCode = reader.integer('mapped_status_code', 200, 599);
  return mappedStatusCode === undefined ? undefined : { conditions, matchMode, mappedStatusCode };
}
