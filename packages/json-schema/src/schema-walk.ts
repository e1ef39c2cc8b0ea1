import { isJsonObject, pointerTo, type JsonObject, type JsonValue } from '@tessera/core';
import { KEYWORDS } from './schema-keywords.js';

/** A subschema that is an object, and where it is. */
export interface SchemaPlace {
  readonly schema: JsonObject;
  /** JSON pointer relative to the root schema. */
  readonly pointer: string;
  readonly depth: number;
}

/**
 * Every object schema inside `root`, itself included, in document order. Goes by keyword, so that a property called `$ref` or a value in
 * `enum` is not taken for a schema. Does not go below `maxDepth`.
 */
export function* schemaPlaces(root: JsonValue, maxDepth: number = Infinity): Generator<SchemaPlace> {
  const open: SchemaPlace[] = isJsonObject(root) ? [{ schema: root, pointer: '', depth: 0 }] : [];
  for (let place = open.pop(); place; place = open.pop()) {
    yield place;
    if (place.depth < maxDepth) open.push(...children(place).reverse());
  }
}

function children({ schema, pointer, depth }: SchemaPlace): SchemaPlace[] {
  const found: SchemaPlace[] = [];
  const add = (value: JsonValue | undefined, at: string): void => {
    if (isJsonObject(value)) found.push({ schema: value, pointer: at, depth: depth + 1 });
  };
  for (const [keyword, value] of Object.entries(schema)) {
    const at = pointerTo(pointer, keyword);
    const shape = KEYWORDS.get(keyword);
    if (shape === 'schema') add(value, at);
    if (shape === 'schema_list' && Array.isArray(value))
      (value as readonly JsonValue[]).forEach((each, index) => {
        add(each, pointerTo(at, index));
      });
    if (shape === 'schema_map' && isJsonObject(value))
      for (const [name, each] of Object.entries(value)) add(each, pointerTo(at, name));
  }
  return found;
}
