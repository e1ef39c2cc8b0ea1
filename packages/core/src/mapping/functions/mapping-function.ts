import type { JsonObject, JsonValue } from '../../json/json.js';
import type { ViolationList } from '../../errors/violation-list.js';
import type { MappingDependencies } from '../mapping-dependencies.js';
import type { Arguments } from './arguments.js';
import type { Parameter } from './parameters.js';

/** Where in the document something is compiled, and what with. */
export interface CompileContext {
  readonly pointer: string;
  readonly violations: ViolationList;
  readonly dependencies: MappingDependencies;
}

/** A function with its arguments. Never changes its input; the result may share parts with the input or the roots. */
export type CompiledFunction = (input: JsonValue, roots: JsonObject) => JsonValue;

/** What a definition makes of its fixed arguments: the work for one value. Its result is checked against the limits by the caller. */
export type FunctionBody = (input: JsonValue, args: Arguments, roots: JsonObject) => JsonValue;

/** What a definition may use while it prepares. `pointer` is that of `args`. */
export interface PrepareContext extends CompileContext {
  /** Compiles another function by name, for `map`. Violations are added for `nameMember` and `argsMember` of these arguments. */
  readonly compileNested: (nameMember: string, argsMember: string, args: JsonObject) => CompiledFunction | undefined;
}

/** One function of the table in specification 1.16. */
export interface MappingFunctionDefinition {
  readonly name: string;
  /** By name; an argument that is not listed is refused. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** False (the usual): null in gives null out, without a call. */
  readonly acceptsNull?: boolean;
  /**
   * Called once, when the document is compiled. What cannot be decided for one argument alone is checked here and added to
   * `context.violations`; the result is undefined then.
   * @param args those that are the same for every call, defaults included
   */
  prepare(args: Arguments, context: PrepareContext): FunctionBody | undefined;
}
