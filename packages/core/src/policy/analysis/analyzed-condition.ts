import { ViolationList } from '../../errors/violation-list.js';
import type { JsonValue } from '../../json/json.js';
import { compileComparison, type Comparison } from '../../mapping/comparison.js';
import { parseJsonPath } from '../../mapping/json-path.js';
import type { JsonPathSegment } from '../../ports/json-path-reader.js';
import type { Patterns } from '../../ports/patterns.js';
import { nodeAt } from './document-node.js';
import type { Effort } from './effort.js';

/** A regular expression looks at up to 4096 characters. */
const PATTERN_COST = 500;
const BENEFIT_OF_THE_DOUBT = { holds: true, reason: 'holds' } as const;

/** A condition taken apart: the path by itself, and the comparison as a test of any value. */
export interface AnalyzedCondition {
  /** Position in its group. */
  readonly index: number;
  readonly path: string;
  readonly segments: readonly JsonPathSegment[];
  /** Equal for paths that select the same, however they are written. */
  readonly key: string;
  /** The interaction that the path names, or `user`. */
  readonly root: string;
  readonly value: JsonValue | undefined;
  readonly comparison: Comparison;
}

/** What reading conditions takes. */
export interface AnalysisTools {
  readonly patterns: Patterns;
  readonly effort: Effort;
}

/** Reads a group of conditions that has been found valid; conditions that are not are left out. Once the effort is spent, all of them hold. */
export function readAnalyzedGroup(group: JsonValue | undefined, tools: AnalysisTools): readonly AnalyzedCondition[] {
  const conditions: readonly JsonValue[] = Array.isArray(group) ? group : [];
  return conditions.flatMap((condition, index) => readAnalyzedCondition(condition, index, tools) ?? []);
}

function readAnalyzedCondition(
  condition: JsonValue,
  index: number,
  { patterns, effort }: AnalysisTools,
): AnalyzedCondition | undefined {
  const path = nodeAt(condition, 'path');
  const { segments } = typeof path === 'string' ? parseJsonPath(path) : {};
  const [first] = segments ?? [];
  const value = nodeAt(condition, 'value');
  const parts = { operation: nodeAt(condition, 'operation'), value, type: nodeAt(condition, 'type') };
  const comparison = compileComparison(parts, '', new ViolationList(), patterns);
  if (typeof path !== 'string' || !segments || first?.kind !== 'member' || !comparison) return undefined;
  const key = JSON.stringify(segments);
  return { index, path, segments, key, root: first.name, value, comparison: measured(comparison, value, effort) };
}

function measured(comparison: Comparison, value: JsonValue | undefined, effort: Effort): Comparison {
  const { operation } = comparison;
  const cost = operation === 'regex' ? PATTERN_COST : Array.isArray(value) ? value.length : 1;
  return {
    operation,
    evaluate: (found) => (effort.spend(cost) ? comparison.evaluate(found) : BENEFIT_OF_THE_DOUBT),
  };
}

/** Tells whether every condition holds for this value; undefined stands for a missing one. */
export function allHold(conditions: readonly AnalyzedCondition[], found: JsonValue | undefined): boolean {
  return conditions.every(({ comparison }) => comparison.evaluate(found).holds);
}
