import fc from 'fast-check';
import { childrenOf, valueAt } from '../../src/configuration/document/document-path.js';
import { isJsonObject } from '../../src/json/json.js';
import type { JsonObject, JsonValue } from '../../src/json/json.js';

/** Documents made from valid ones: one place replaced, or one name added or removed beside it. Many stay valid. */
export function spoiledDocuments(documents: readonly JsonObject[], words: readonly string[]): fc.Arbitrary<JsonValue> {
  const value = fc.oneof(
    fc.constantFrom<JsonValue>(...words, null, true, false, 0, 1, 5, 60, 0.5, -1, 1e9, [], {}, [[]], ''),
    fc.jsonValue({ maxDepth: 3 }).map((any) => any as JsonValue),
  );
  return fc
    .constantFrom(...documents)
    .chain((document) =>
      fc
        .tuple(
          fc.constantFrom(...placesOf(document)),
          fc.option(value, { nil: undefined, freq: 4 }),
          fc.option(fc.constantFrom(...words), { nil: undefined }),
        )
        .map(([path, written, name]) =>
          spoil(document, name === undefined ? path : [...path.slice(0, -1), name], written),
        ),
    );
}

function placesOf(value: JsonValue, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...childrenOf(value).flatMap(([name, child]) => placesOf(child, [...path, name]))];
}

function spoil(document: JsonValue, path: readonly string[], value: JsonValue | undefined): JsonValue {
  const copy = structuredClone(document);
  const name = path.at(-1);
  if (name === undefined) return value ?? {};
  const parent = valueAt(copy, path.slice(0, -1));
  if (isJsonObject(parent) && value === undefined) Reflect.deleteProperty(parent, name);
  else if (isJsonObject(parent) || (Array.isArray(parent) && Object.hasOwn(parent, name) && name !== 'length'))
    Object.defineProperty(parent, name, { value: value ?? null, enumerable: true, configurable: true, writable: true });
  return copy;
}
