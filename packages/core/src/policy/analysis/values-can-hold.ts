import type { JsonValue } from '../../json/json.js';
import { jsonTypeOf, type JsonType } from '../../mapping/value-types.js';
import { allHold, type AnalyzedCondition } from './analyzed-condition.js';
import type { FactDomain } from './fact-domain.js';
import { numbersIn } from './literals.js';

/** Whether a value has the wrong type depends on nothing but its type, and for numbers on a fraction. */
const SAMPLES: Readonly<Record<JsonType, readonly JsonValue[]>> = {
  null: [null],
  number: [1, 1.5],
  string: [''],
  boolean: [true],
  array: [[]],
  object: [{}],
};

/**
 * Tells whether one value of the domain can fulfil all conditions, which are about the same path. False is certain; where the values cannot
 * be listed (regular expressions, parts of texts) the answer is true.
 */
export function valuesCanHold(conditions: readonly AnalyzedCondition[], domain: FactDomain): boolean {
  if (domain.kind === 'values') return domain.values.some((value) => allHold(conditions, value));
  if (domain.mayBeMissing && allHold(conditions, undefined)) return true;
  if (conditions.some(({ comparison }) => comparison.operation === 'missing')) return false;
  const candidates = listedBy(conditions);
  if (candidates) {
    return candidates.some((value) => domain.types.includes(jsonTypeOf(value)) && allHold(conditions, value));
  }
  return domain.types.some((type) => SAMPLES[type].some((sample) => isTypeRight(conditions, sample)));
}

/** The values that are worth trying, when some condition leaves only so many; undefined when none does. */
function listedBy(conditions: readonly AnalyzedCondition[]): readonly JsonValue[] | undefined {
  for (const { comparison, value } of conditions) {
    if (comparison.operation === 'eq' && value !== undefined) return [value];
    if (comparison.operation === 'in' && Array.isArray(value)) return value as readonly JsonValue[];
  }
  const isOrdered = conditions.some(({ comparison }) => ['gt', 'gte', 'lt', 'lte'].includes(comparison.operation));
  return isOrdered ? numbersAround(numbersIn(conditions)) : undefined;
}

/** Each number, one between each two, one beyond each end; and the whole numbers next to each. */
function numbersAround(limits: readonly number[]): readonly number[] {
  const between = limits.slice(1).map((limit, index) => (limits[index] ?? limit) / 2 + limit / 2);
  const whole = limits.flatMap((limit) => [Math.floor(limit) + 1, Math.ceil(limit) - 1]);
  return [...limits, ...between, ...whole, -Number.MAX_VALUE, Number.MAX_VALUE];
}

function isTypeRight(conditions: readonly AnalyzedCondition[], sample: JsonValue): boolean {
  return conditions.every(({ comparison }) => comparison.evaluate(sample).reason !== 'wrong_type');
}
