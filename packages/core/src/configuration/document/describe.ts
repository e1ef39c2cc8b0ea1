import type { JsonValue } from '../../json/json.js';

/** The JSON type of a value: what `got` says for `wrong type`, so that the value itself is never shown. */
export function jsonTypeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** `one of a, b, c`. */
export function oneOf(values: readonly string[]): string {
  return `one of ${values.join(', ')}`;
}
