import { type ObjectReader } from '../../configuration/document/object-reader.js';
import { jsonTypeOf, oneOf } from '../../configuration/document/describe.js';
import { pointerTo, type JsonValue } from '../../json/json.js';
import { METHODS, type AuthenticationMethod } from '../authentication-policy.js';
import type { PolicyCompileContext } from './compile-context.js';

/** Reads a list of strings; absent counts as empty. */
export function readStrings(
  reader: ObjectReader,
  name: string,
  { violations }: PolicyCompileContext,
): readonly string[] {
  return (reader.list(name) ?? []).flatMap((entry, index) => {
    if (typeof entry === 'string') return [entry];
    violations.add(pointerTo(reader.at(name), index), 'wrong type', 'string', jsonTypeOf(entry));
    return [];
  });
}

/** Reads a list of methods that a policy may name, each once. */
export function readMethods(
  list: readonly JsonValue[],
  pointer: string,
  { violations }: PolicyCompileContext,
): readonly AuthenticationMethod[] {
  const methods = list.flatMap((entry, index) => {
    const method = METHODS.find((known) => known === entry);
    if (method !== undefined) return [method];
    const at = pointerTo(pointer, index);
    if (typeof entry === 'string') violations.add(at, 'unknown value', oneOf(METHODS), entry);
    else violations.add(at, 'wrong type', 'string', jsonTypeOf(entry));
    return [];
  });
  return [...new Set(methods)];
}
