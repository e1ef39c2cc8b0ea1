import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json.js';
import { refuseUnknownMembers } from '../document-members.js';
import { compileArguments } from './compile-arguments.js';
import { MAPPING_FUNCTIONS } from './mapping-functions.js';
import type { CompileContext, CompiledFunction, PrepareContext } from './mapping-function.js';
import { isWithinLimits } from './result-limits.js';

const FUNCTION_MEMBERS: ReadonlySet<string> = new Set(['name', 'args']);

/** How deep `map` may be nested in `map`. */
const MAX_NESTING = 10;

/** Compiles `functions` of a rule; undefined when there are violations. No functions is an empty chain. */
export function compileFunctionChain(
  document: JsonValue | undefined,
  context: CompileContext,
): readonly CompiledFunction[] | undefined {
  if (document === undefined) return [];
  if (!Array.isArray(document)) {
    context.violations.add(context.pointer, 'wrong type', 'list of functions');
    return undefined;
  }
  const list: readonly JsonValue[] = document;
  const chain = list.map((entry, position) =>
    compileEntry(entry, { ...context, pointer: `${context.pointer}/${position}` }),
  );
  const compiled = chain.filter((run) => run !== undefined);
  return compiled.length === chain.length ? compiled : undefined;
}

function compileEntry(document: JsonValue, context: CompileContext): CompiledFunction | undefined {
  const { pointer, violations } = context;
  if (!isJsonObject(document)) {
    violations.add(pointer, 'wrong type', 'object');
    return undefined;
  }
  const isKnown = refuseUnknownMembers(document, FUNCTION_MEMBERS, pointer, violations);
  const run = new FunctionCompiler(context, 1).compile(document, 'name', 'args');
  return isKnown ? run : undefined;
}

class FunctionCompiler {
  private readonly context: CompileContext;
  private readonly depth: number;

  constructor(context: CompileContext, depth: number) {
    this.context = context;
    this.depth = depth;
  }

  /** @param owner holds the name and the arguments of the function, under these members */
  compile(owner: JsonObject, nameMember: string, argsMember: string): CompiledFunction | undefined {
    const { violations } = this.context;
    const pointer = `${this.context.pointer}/${argsMember}`;
    const definition = this.definition(owner[nameMember], `${this.context.pointer}/${nameMember}`);
    const args = owner[argsMember] ?? {};
    if (!isJsonObject(args)) {
      violations.add(pointer, 'wrong type', 'object');
      return undefined;
    }
    if (!definition) return undefined;
    const context = this.prepareContext(pointer);
    const compiled = compileArguments(args, definition.parameters, context);
    const body = compiled && definition.prepare(compiled.fixed, context);
    if (!body) return undefined;
    const acceptsNull = definition.acceptsNull === true;
    return (input, roots) => {
      if (input === null && !acceptsNull) return null;
      const resolved = compiled.resolve(roots);
      const result = resolved === undefined ? null : body(input, resolved, roots);
      return isWithinLimits(result) ? result : null;
    };
  }

  private definition(name: JsonValue | undefined, pointer: string): ReturnType<typeof MAPPING_FUNCTIONS.get> {
    const { violations } = this.context;
    if (typeof name !== 'string') {
      violations.add(pointer, name === undefined ? 'required' : 'wrong type', 'name of a mapping function');
      return undefined;
    }
    const definition = MAPPING_FUNCTIONS.get(name);
    if (!definition) {
      const expected = `one of ${[...MAPPING_FUNCTIONS.keys()].join(', ')}`;
      violations.add(pointer, 'unknown mapping function', expected, name);
    }
    return definition;
  }

  private prepareContext(pointer: string): PrepareContext {
    const { violations, dependencies } = this.context;
    return {
      pointer,
      violations,
      dependencies,
      compileNested: (nameMember, argsMember, args) => {
        if (this.depth >= MAX_NESTING) {
          violations.add(
            `${pointer}/${nameMember}`,
            'invalid argument',
            `at most ${MAX_NESTING} functions inside each other`,
          );
          return undefined;
        }
        return new FunctionCompiler({ pointer, violations, dependencies }, this.depth + 1).compile(
          args,
          nameMember,
          argsMember,
        );
      },
    };
  }
}
