import { isJsonObject, type JsonValue } from '../../json/json.js';

/** The node at these members and positions; undefined when there is none. */
export function nodeAt(
  document: JsonValue | undefined,
  ...tokens: readonly (string | number)[]
): JsonValue | undefined {
  let node = document;
  for (const token of tokens) {
    if (typeof token === 'number') node = Array.isArray(node) ? (node as readonly JsonValue[])[token] : undefined;
    else node = isJsonObject(node) && Object.hasOwn(node, token) ? node[token] : undefined;
  }
  return node;
}

/** The list at these members and positions; empty when there is none. */
export function listAt(document: JsonValue | undefined, ...tokens: readonly (string | number)[]): readonly JsonValue[] {
  const node = nodeAt(document, ...tokens);
  return Array.isArray(node) ? (node as readonly JsonValue[]) : [];
}
