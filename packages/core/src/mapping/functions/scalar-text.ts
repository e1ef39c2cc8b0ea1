import type { JsonValue } from '../../json/json.js';

/** A string as it is, a number or boolean in JSON notation; undefined for null, lists and objects. */
export function scalarText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Joins texts, or null when the result would be too large to be a result at all: nothing large is built in vain. */
export function joinWithin(parts: readonly string[], separator: string, limit: number): string | null {
  let length = separator.length * Math.max(0, parts.length - 1);
  for (const part of parts) length += part.length;
  return length > limit ? null : parts.join(separator);
}
