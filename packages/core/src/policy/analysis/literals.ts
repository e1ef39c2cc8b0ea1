import type { JsonValue } from '../../json/json.js';
import type { AnalyzedCondition } from './analyzed-condition.js';

/** The numbers that the conditions compare with, each once, ascending. Between two of them no condition changes its mind. */
export function numbersIn(conditions: readonly AnalyzedCondition[]): readonly number[] {
  const values = conditions.flatMap(({ value }): readonly JsonValue[] =>
    Array.isArray(value) ? (value as readonly JsonValue[]) : [value ?? null],
  );
  const numbers = values.filter((value) => typeof value === 'number');
  return [...new Set(numbers)].sort((left, right) => left - right);
}
