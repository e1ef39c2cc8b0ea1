import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.js';
import type { ViolationList } from '../errors/violation-list.js';
import { compileComparison } from './comparison.js';
import { compilePathMember, refuseUnknownMembers } from './document-members.js';
import type { MappingDependencies } from './mapping-dependencies.js';

/** A compiled condition over the mapping roots. Never throws. */
export interface Condition {
  holds(roots: JsonObject): boolean;
}

/** How deep `allOf` and `anyOf` may be nested (specification 1.16). */
export const MAX_CONDITION_DEPTH = 10;

const GROUP_OPERATIONS = ['allOf', 'anyOf'] as const;
const COMPARISON_MEMBERS: ReadonlySet<string> = new Set(['path', 'operation', 'value', 'type']);
const GROUP_MEMBERS: ReadonlySet<string> = new Set(['operation', 'value']);

/** Compiles `{path, operation, value, type}` (and `allOf` / `anyOf`); violations go to `violations` and the result is undefined then. */
export function compileCondition(
  document: JsonValue,
  pointer: string,
  violations: ViolationList,
  dependencies: MappingDependencies,
): Condition | undefined {
  return new ConditionCompiler(violations, dependencies).compile(document, pointer, 1);
}

class ConditionCompiler {
  private readonly violations: ViolationList;
  private readonly dependencies: MappingDependencies;

  constructor(violations: ViolationList, dependencies: MappingDependencies) {
    this.violations = violations;
    this.dependencies = dependencies;
  }

  /** @param depth 1 for the outermost group */
  compile(document: JsonValue, pointer: string, depth: number): Condition | undefined {
    if (!isJsonObject(document)) {
      this.violations.add(pointer, 'wrong type', 'object');
      return undefined;
    }
    const group = GROUP_OPERATIONS.find((known) => known === document['operation']);
    return group ? this.group(document, group, pointer, depth) : this.leaf(document, pointer);
  }

  private group(
    document: JsonObject,
    operation: (typeof GROUP_OPERATIONS)[number],
    pointer: string,
    depth: number,
  ): Condition | undefined {
    const isKnown = refuseUnknownMembers(document, GROUP_MEMBERS, pointer, this.violations);
    const members = this.members(document['value'], `${pointer}/value`, depth);
    if (!members || !isKnown) return undefined;
    return operation === 'allOf'
      ? { holds: (roots) => members.every((member) => member.holds(roots)) }
      : { holds: (roots) => members.some((member) => member.holds(roots)) };
  }

  private members(value: JsonValue | undefined, pointer: string, depth: number): readonly Condition[] | undefined {
    const list: readonly JsonValue[] = Array.isArray(value) ? value : [];
    if (list.length === 0 || depth > MAX_CONDITION_DEPTH) {
      const isList = Array.isArray(value);
      const message = value === undefined ? 'required' : isList ? 'out of range' : 'wrong type';
      const expected = 'list of at least one condition, groups at most 10 deep';
      this.violations.add(pointer, message, expected);
      return undefined;
    }
    const compiled = list.map((member, position) => this.compile(member, `${pointer}/${position}`, depth + 1));
    const valid = compiled.filter((member) => member !== undefined);
    return valid.length === compiled.length ? valid : undefined;
  }

  private leaf(document: JsonObject, pointer: string): Condition | undefined {
    const isKnown = refuseUnknownMembers(document, COMPARISON_MEMBERS, pointer, this.violations);
    const path = compilePathMember(document['path'], `${pointer}/path`, this.violations, this.dependencies.paths);
    const comparison = this.comparison(document, pointer);
    if (!isKnown || !path || !comparison) return undefined;
    return { holds: (roots) => comparison.evaluate(path.read(roots)).holds };
  }

  private comparison(document: JsonObject, pointer: string): ReturnType<typeof compileComparison> {
    const { operation, value, type } = document;
    return compileComparison({ operation, value, type }, pointer, this.violations, this.dependencies.patterns);
  }
}
