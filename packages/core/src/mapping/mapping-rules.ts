import type { JsonObject, JsonValue } from '../json/json.js';
import type { ViolationList } from '../errors/violation-list.js';
import type { MappingDependencies } from './mapping-dependencies.js';

/** Compiled mapping rules. */
export interface MappingRules {
  readonly isEmpty: boolean;
  /** The `to` of every rule, in order. */
  readonly targets: readonly string[];
  /**
   * Runs the rules over the roots (`{request_body: …, interaction: …}`) and returns a new object.
   * @throws InvalidParameterValueError when `convert_type` with `onError: throw` meets a value it cannot convert
   */
  apply(roots: JsonObject): JsonObject;
}

/** Compiles a list of rules; violations go to `violations`, and a list with violations must not be run. */
export declare function compileMappingRules(
  document: JsonValue | undefined,
  pointer: string,
  violations: ViolationList,
  dependencies: MappingDependencies,
): MappingRules;
