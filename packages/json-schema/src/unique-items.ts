import { isJsonObject, type JsonValue } from '@tessera/core';
import type { FuncKeywordDefinition } from 'ajv/dist/2020.js';

/** Ajv compares every item with every other; a caller could make that slow. This looks each up once. */
export const UNIQUE_ITEMS: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  error: { message: 'must NOT have duplicate items' },
  compile: (isRequired: boolean) => (items: readonly JsonValue[]) =>
    !isRequired || new Set(items.map((item) => JSON.stringify(sorted(item)))).size === items.length,
};

/** Objects are equal whatever the order of their members (JSON Schema core 4.2.2). */
function sorted(value: JsonValue): unknown {
  if (isJsonObject(value))
    return [
      'object',
      ...Object.keys(value)
        .sort()
        .map((name) => [name, sorted(value[name] ?? null)]),
    ];
  return Array.isArray(value) ? ['list', ...(value as readonly JsonValue[]).map(sorted)] : value;
}
