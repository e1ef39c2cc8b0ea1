import type { JsonValue } from '../json/json.js';
import type { PolicyOperation } from '../policy/authentication-policy.js';
import type { Patterns } from '../ports/patterns.js';
import { deepEqual } from './deep-equal.js';
import { hasDeclaredType, jsonTypeOf, type DeclaredType } from './value-types.js';

/** Longest regular expression that a document may hold, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 256;

/** Longest text that a `regex` looks at; anything longer does not match. */
export const MAX_PATTERN_INPUT_LENGTH = 4096;

/** A test over a found value that is neither missing nor null. */
export type ValueTest = (found: JsonValue) => boolean;

/** Operations that look at the found value itself. */
export type ValueOperation = Exclude<PolicyOperation, 'exists' | 'missing'>;

/** Says which found values have the right type for the operation, specification 3.5. */
export function isRightType(operation: ValueOperation, value: JsonValue, type: DeclaredType | undefined): ValueTest {
  if (type !== undefined) return (found) => hasDeclaredType(found, type);
  switch (operation) {
    case 'in':
    case 'nin': {
      const types = new Set((Array.isArray(value) ? (value as readonly JsonValue[]) : []).map(jsonTypeOf));
      return (found) => types.has(jsonTypeOf(found));
    }
    case 'contains':
      // A number has no place in a text; only a list can contain it.
      return (found) => Array.isArray(found) || (typeof found === 'string' && typeof value === 'string');
    default: {
      const wanted = jsonTypeOf(value);
      return (found) => jsonTypeOf(found) === wanted;
    }
  }
}

/** The test itself, for found values of the right type. Undefined when `value` is no linear-time regular expression. */
export function comparisonTest(operation: ValueOperation, value: JsonValue, patterns: Patterns): ValueTest | undefined {
  switch (operation) {
    case 'eq':
      return (found) => deepEqual(found, value);
    case 'ne':
      return (found) => !deepEqual(found, value);
    case 'in':
    case 'nin':
      return membershipTest(Array.isArray(value) ? value : [], operation === 'in');
    case 'contains':
      return containsTest(value);
    case 'regex':
      return typeof value === 'string' ? patternTest(value, patterns) : undefined;
    default:
      return orderTest(operation, Number(value));
  }
}

function orderTest(operation: 'gt' | 'gte' | 'lt' | 'lte', limit: number): ValueTest {
  switch (operation) {
    case 'gt':
      return (found) => typeof found === 'number' && found > limit;
    case 'gte':
      return (found) => typeof found === 'number' && found >= limit;
    case 'lt':
      return (found) => typeof found === 'number' && found < limit;
    case 'lte':
      return (found) => typeof found === 'number' && found <= limit;
  }
}

function membershipTest(list: readonly JsonValue[], wanted: boolean): ValueTest {
  return (found) => list.some((element) => deepEqual(element, found)) === wanted;
}

function containsTest(value: JsonValue): ValueTest {
  return (found) => {
    if (typeof found === 'string') return typeof value === 'string' && found.includes(value);
    return Array.isArray(found) && (found as readonly JsonValue[]).some((element) => element === value);
  };
}

function patternTest(pattern: string, patterns: Patterns): ValueTest | undefined {
  const compiled = patterns.compile(pattern);
  if (!compiled) return undefined;
  return (found) =>
    typeof found === 'string' && found.length <= MAX_PATTERN_INPUT_LENGTH && compiled.matchesWhole(found);
}
