import type { JsonObject, JsonValue } from '../json/json.js';
import type { ViolationList } from '../errors/violation-list.js';
import type { MappingDependencies } from './mapping-dependencies.js';

/** A compiled condition over the mapping roots. Never throws. */
export interface Condition {
  holds(roots: JsonObject): boolean;
}

/** Compiles `{path, operation, value, type}` (and `allOf` / `anyOf`); violations go to `violations` and the result is undefined then. */
export declare function compileCondition(
  document: JsonValue,
  pointer: string,
  violations: ViolationList,
  dependencies: MappingDependencies,
): Condition | undefined;
