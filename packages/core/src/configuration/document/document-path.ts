import { isJsonObject, pointerTo } from '../../json/json.js';
import type { JsonValue } from '../../json/json.js';

/** A place in a document: its reference tokens (RFC 6901 §3), not escaped. */
export type DocumentPath = readonly string[];

/** The JSON pointer of a place. */
export function toPointer(path: DocumentPath): string {
  return path.reduce(pointerTo, '');
}

/** The members of an object or list, by reference token. Nothing for other values. */
export function childrenOf(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => [String(index), item] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}

/** What is at a place; undefined when there is nothing. */
export function valueAt(document: JsonValue, path: DocumentPath): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const token of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined;
    value = isJsonObject(value) ? value[token] : value[Number(token)];
  }
  return value;
}

/** A copy of `value` with what is at `path` replaced. The place must exist. */
export function replaceAt(value: JsonValue, path: DocumentPath, replace: (old: JsonValue) => JsonValue): JsonValue {
  const [token, ...rest] = path;
  if (token === undefined) return replace(value);
  const children = childrenOf(value).map(
    ([name, child]) => [name, name === token ? replaceAt(child, rest, replace) : child] as const,
  );
  // `fromEntries` defines members; an assignment to `__proto__` would not.
  return Array.isArray(value) ? children.map(([, child]) => child) : Object.fromEntries(children);
}
