import { pointerTo, type JsonObject, type JsonValue } from '../../json/json.js';
import { compilePathMember } from '../document-members.js';
import { Arguments } from './arguments.js';
import type { CompileContext } from './mapping-function.js';
import type { Parameter } from './parameters.js';

/** Arguments, some of which may have to be read from the roots of each call. */
export interface CompiledArguments {
  /** Those that are the same for every call. */
  readonly fixed: Arguments;
  /** Undefined when a value from the roots does not fit its parameter. */
  resolve(roots: JsonObject): Arguments | undefined;
}

type Parameters = Readonly<Record<string, Parameter>>;

interface DynamicArgument {
  readonly name: string;
  readonly parameter: Parameter;
  readonly read: (roots: JsonObject) => JsonValue;
}

/** A string that is resolved against the roots. Only what is written in the document is; never a value that comes from the roots. */
export function isPathArgument(value: JsonValue): value is string {
  return typeof value === 'string' && value.startsWith('$.');
}

/** Compiles a `$.` argument into a reader that yields null for nothing; `invalid path` goes to the violations. */
export function compilePathArgument(
  value: string,
  { pointer, violations, dependencies }: CompileContext,
): ((roots: JsonObject) => JsonValue) | undefined {
  const path = compilePathMember(value, pointer, violations, dependencies.paths);
  return path && ((roots) => path.read(roots) ?? null);
}

/** Checks `args` against the parameters. `invalid argument` and `invalid path` go to the violations; the result is undefined then. */
export function compileArguments(
  args: JsonObject,
  parameters: Parameters,
  context: CompileContext,
): CompiledArguments | undefined {
  const values = new Map<string, JsonValue>();
  const dynamic: DynamicArgument[] = [];
  const given = new Set(Object.keys(args));
  let isValid = refuseUnknown(given, parameters, context);
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter.fallback !== undefined) values.set(name, parameter.fallback);
    const value = args[name];
    const place = { ...context, pointer: pointerTo(context.pointer, name) };
    if (!isAcceptable(value, parameter, place)) isValid = false;
    else if (value !== undefined && isPathArgument(value)) {
      const read = compilePathArgument(value, place);
      if (read) dynamic.push({ name, parameter, read });
      else isValid = false;
    } else if (value !== undefined) values.set(name, value);
  }
  if (!isValid) return undefined;
  const fixed = new Arguments(values, given);
  if (dynamic.length === 0) return { fixed, resolve: () => fixed };
  return { fixed, resolve: (roots) => resolveDynamic(fixed, dynamic, roots) };
}

function refuseUnknown(given: ReadonlySet<string>, parameters: Parameters, context: CompileContext): boolean {
  const names = Object.keys(parameters);
  const expected = names.length === 0 ? 'no arguments' : `one of ${names.join(', ')}`;
  const unknown = [...given].filter((name) => !names.includes(name));
  for (const name of unknown) {
    context.violations.add(pointerTo(context.pointer, name), 'invalid argument', expected);
  }
  return unknown.length === 0;
}

function isAcceptable(value: JsonValue | undefined, parameter: Parameter, context: CompileContext): boolean {
  const isFine =
    value === undefined ? !parameter.isRequired : isPathArgument(value) ? !parameter.isFixed : parameter.accepts(value);
  if (!isFine) context.violations.add(context.pointer, 'invalid argument', parameter.expected);
  return isFine;
}

/** What selects nothing, or null where null has no meaning, counts as not given. */
function resolveDynamic(
  fixed: Arguments,
  dynamic: readonly DynamicArgument[],
  roots: JsonObject,
): Arguments | undefined {
  const resolved = new Map<string, JsonValue>();
  for (const { name, parameter, read } of dynamic) {
    const value = read(roots);
    if (parameter.accepts(value)) resolved.set(name, value);
    else if (value !== null || parameter.isRequired) return undefined;
  }
  return fixed.with(resolved);
}
