import type { JsonObject, JsonValue } from '../json/json.js';

/**
 * Flattens a mapped object to the pairs of a query or form: null is left out, a list repeats the name, an object becomes JSON text.
 */
export function parameterPairs(parameters: JsonObject): readonly (readonly [name: string, value: string])[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const values: readonly JsonValue[] = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
    return values.filter((entry) => entry !== null).map((entry) => [name, parameterText(entry)] as const);
  });
}

function parameterText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
