import { ViolationList, type JsonObject, type JsonValue, type MappingDependencies } from '@tessera/core';
import { compileMappingRules } from '../../src/mapping/mapping-rules.js';
import { fakeMappingDependencies } from './fakes.js';

/** Compiles valid rules and runs them. */
export function runRules(
  rules: JsonValue,
  roots: JsonObject,
  dependencies: MappingDependencies = fakeMappingDependencies(),
): JsonObject {
  const violations = new ViolationList();
  const compiled = compileMappingRules(rules, '', violations, dependencies);
  expect(violations.violations).toEqual([]);
  return compiled.apply(roots);
}

/** Pointer and message of everything wrong with the rules. */
export function violationsOf(rules: JsonValue): readonly [string, string][] {
  const violations = new ViolationList();
  compileMappingRules(rules, '', violations, fakeMappingDependencies());
  return violations.violations.map(({ pointer, message }) => [pointer, message]);
}

/** Runs one function over a value, with other roots if need be. */
export function runFunction(name: string, args: JsonObject, value: JsonValue, roots: JsonObject = {}): JsonValue {
  return runFunctions([{ name, args }], value, roots);
}

/** Runs functions one after the other over a value. */
export function runFunctions(functions: JsonValue, value: JsonValue, roots: JsonObject = {}): JsonValue {
  const result = runRules([{ from: '$.value', to: 'result', functions }], { ...roots, value });
  return result['result'] ?? null;
}

/** Pointer, below `args`, and message of everything wrong with one function. */
export function argumentViolations(name: string, args: JsonValue): readonly [string, string][] {
  const rules = [{ static_value: null, to: 'result', functions: [{ name, args }] }];
  return violationsOf(rules).map(([pointer, message]) => [pointer.replace('/0/functions/0/', ''), message]);
}
