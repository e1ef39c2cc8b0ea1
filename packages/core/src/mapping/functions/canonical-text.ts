import type { JsonObject, JsonValue } from '../../json/json.js';

/** Deep enough for data; the bound keeps hostile nesting from exhausting the stack. */
const MAX_DEPTH = 64;

/** A text that two values share exactly when they are equal; undefined for values nested deeper than 64. */
export function canonicalText(value: JsonValue): string | undefined {
  const parts: string[] = [];
  return appendText(value, parts, MAX_DEPTH) ? parts.join('') : undefined;
}

function appendText(value: JsonValue, parts: string[], depth: number): boolean {
  if (typeof value !== 'object' || value === null) {
    parts.push(JSON.stringify(value));
    return true;
  }
  if (depth === 0) return false;
  const isList = Array.isArray(value);
  const entries = Object.entries<JsonValue>(value as JsonObject);
  if (!isList) entries.sort(([left], [right]) => (left < right ? -1 : 1));
  parts.push(isList ? '[' : '{');
  for (const [name, member] of entries) {
    if (!isList) parts.push(JSON.stringify(name), ':');
    if (!appendText(member, parts, depth - 1)) return false;
    parts.push(',');
  }
  parts.push(isList ? ']' : '}');
  return true;
}
