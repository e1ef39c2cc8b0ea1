import type { JsonValue } from '../json/json.js';

/** What `type` of a condition can say about the value found, specification 3.5. */
export const DECLARED_TYPES = ['integer', 'number', 'string', 'boolean', 'array'] as const;
export type DeclaredType = (typeof DECLARED_TYPES)[number];

export type JsonType = 'null' | 'number' | 'string' | 'boolean' | 'array' | 'object';

/** The JSON type of a value. */
export function jsonTypeOf(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'number' || type === 'string' || type === 'boolean' ? type : 'object';
}

/** Tells whether a value has the declared type; nothing is converted. */
export function hasDeclaredType(value: JsonValue, type: DeclaredType): boolean {
  return type === 'integer' ? Number.isInteger(value) : jsonTypeOf(value) === type;
}

/** The JSON type that values of the declared type have. */
export function jsonTypeOfDeclared(type: DeclaredType): JsonType {
  return type === 'integer' ? 'number' : type;
}

/** Tells whether a value is a boolean, number or string. */
export function isScalar(value: JsonValue | undefined): value is boolean | number | string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
