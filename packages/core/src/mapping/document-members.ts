import { pointerTo, type JsonObject, type JsonValue } from '../json/json.js';
import type { ViolationList } from '../errors/violation-list.js';
import type { JsonPathReader } from '../ports/json-path-reader.js';
import { compileJsonPath, type CompiledJsonPath } from './json-path.js';

/** Adds `unknown property` for every member that is not in `known`; true when there is none. */
export function refuseUnknownMembers(
  document: JsonObject,
  known: ReadonlySet<string>,
  pointer: string,
  violations: ViolationList,
): boolean {
  const unknown = Object.keys(document).filter((name) => !known.has(name));
  for (const name of unknown) violations.add(pointerTo(pointer, name), 'unknown property');
  return unknown.length === 0;
}

/** Compiles a JSONPath member; `required`, `wrong type` or `invalid path` goes to `violations` and the result is undefined then. */
export function compilePathMember(
  value: JsonValue | undefined,
  pointer: string,
  violations: ViolationList,
  reader: JsonPathReader,
): CompiledJsonPath | undefined {
  if (typeof value !== 'string') {
    violations.add(pointer, value === undefined ? 'required' : 'wrong type', 'JSONPath');
    return undefined;
  }
  const path = compileJsonPath(value, reader);
  if (path.problem === undefined) return path;
  violations.add(pointer, 'invalid path', path.problem, value);
  return undefined;
}
