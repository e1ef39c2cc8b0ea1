import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.js';
import type { ViolationList } from '../errors/violation-list.js';
import { compileCondition, type Condition } from './condition.js';
import { compilePathMember, refuseUnknownMembers } from './document-members.js';
import { compileFunctionChain } from './functions/compile-function.js';
import type { CompileContext, CompiledFunction } from './functions/mapping-function.js';
import type { MappingDependencies } from './mapping-dependencies.js';
import { isCopiedWhole, type MutableObject } from './safe-copy.js';
import { formatTargetPath, parseTargetPath, writeTarget, type TargetPath } from './target-path.js';

/** Compiled mapping rules. */
export interface MappingRules {
  readonly isEmpty: boolean;
  /** The `to` of every rule, in order. */
  readonly targets: readonly string[];
  /**
   * Runs the rules over the roots (`{request_body: …, interaction: …}`) and returns a new object, which shares nothing with the roots.
   * @throws InvalidParameterValueError when `convert_type` with `onError: throw` meets a value it cannot convert
   */
  apply(roots: JsonObject): JsonObject;
}

/** One rule, ready to run. */
interface CompiledRule {
  readonly to: string;
  readonly target: TargetPath;
  readonly source: (roots: JsonObject) => JsonValue | undefined;
  readonly functions: readonly CompiledFunction[];
  readonly condition: Condition | undefined;
}

const RULE_MEMBERS: ReadonlySet<string> = new Set(['from', 'static_value', 'to', 'functions', 'condition']);

/**
 * Compiles a list of rules (specification 1.16); violations go to `violations`, and a list with violations must not be run.
 * Undefined is an empty list.
 */
export function compileMappingRules(
  document: JsonValue | undefined,
  pointer: string,
  violations: ViolationList,
  dependencies: MappingDependencies,
): MappingRules {
  if (document !== undefined && !Array.isArray(document)) violations.add(pointer, 'wrong type', 'list of rules');
  const list: readonly JsonValue[] = Array.isArray(document) ? document : [];
  const rules = list
    .map((rule, position) => compileRule(rule, { pointer: `${pointer}/${position}`, violations, dependencies }))
    .filter((rule) => rule !== undefined);
  return {
    isEmpty: rules.length === 0,
    targets: rules.map((rule) => rule.to),
    apply: (roots) => {
      const result: MutableObject = {};
      for (const rule of rules) applyRule(rule, roots, result);
      return result;
    },
  };
}

function applyRule(rule: CompiledRule, roots: JsonObject, result: MutableObject): void {
  if (rule.condition && !rule.condition.holds(roots)) return;
  const source = rule.source(roots);
  let value = source ?? null;
  for (const run of rule.functions) value = run(value, roots);
  // Nothing selected and nothing made of it: nothing is written. A null that was selected is written as null.
  if (source === undefined && value === null) return;
  writeTarget(result, rule.target, value);
}

function compileRule(document: JsonValue, context: CompileContext): CompiledRule | undefined {
  const { pointer, violations, dependencies } = context;
  if (!isJsonObject(document)) {
    violations.add(pointer, 'wrong type', 'object');
    return undefined;
  }
  refuseUnknownMembers(document, RULE_MEMBERS, pointer, violations);
  const { to, condition, functions } = document;
  const target = compileTarget(to, context);
  const source = compileSource(document, target, context);
  const chain = compileFunctionChain(functions, { ...context, pointer: `${pointer}/functions` });
  const compiledCondition =
    condition === undefined ? undefined : compileCondition(condition, `${pointer}/condition`, violations, dependencies);
  if (!source || !target || !chain || (condition !== undefined && !compiledCondition)) return undefined;
  return { to: formatTargetPath(target), target, source, functions: chain, condition: compiledCondition };
}

function compileSource(
  document: JsonObject,
  target: TargetPath | undefined,
  { pointer, violations, dependencies }: CompileContext,
): CompiledRule['source'] | undefined {
  const { from, static_value: fixed } = document;
  if (from !== undefined && fixed !== undefined) {
    violations.add(`${pointer}/static_value`, 'not allowed', 'from or static_value, not both');
    return undefined;
  }
  if (fixed === undefined) {
    const path = compilePathMember(from, `${pointer}/from`, violations, dependencies.paths);
    return path && ((roots) => path.read(roots));
  }
  const depth = target === '*' ? 0 : (target?.length ?? 1);
  if (!isCopiedWhole(fixed, depth)) {
    const expected = 'no forbidden name, position above 1000 or depth above 32';
    violations.add(`${pointer}/static_value`, 'not allowed', expected);
    return undefined;
  }
  return () => fixed;
}

function compileTarget(to: JsonValue | undefined, { pointer, violations }: CompileContext): TargetPath | undefined {
  if (typeof to !== 'string') {
    violations.add(`${pointer}/to`, to === undefined ? 'required' : 'wrong type', 'string');
    return undefined;
  }
  const target = parseTargetPath(to);
  if (!target) violations.add(`${pointer}/to`, 'not allowed', '"*" or names and positions separated by dots', to);
  return target;
}
