import type { JsonValue } from '../json/json.js';
import type { ViolationList } from '../errors/violation-list.js';
import type { ConditionReason, PolicyOperation } from '../policy/authentication-policy.js';
import type { Patterns } from '../ports/patterns.js';
import { comparisonTest, isRightType, MAX_PATTERN_LENGTH } from './comparison-predicates.js';
import { DECLARED_TYPES, isScalar, jsonTypeOf, jsonTypeOfDeclared, type DeclaredType } from './value-types.js';

/** The operations of specification 3.5. */
export const COMPARISON_OPERATIONS: readonly PolicyOperation[] = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'contains',
  'regex',
  'exists',
  'missing',
];

/** The members of a condition that say how to compare, as written in the document. */
export interface ComparisonDocument {
  readonly operation?: JsonValue | undefined;
  readonly value?: JsonValue | undefined;
  readonly type?: JsonValue | undefined;
}

/** What a comparison says about a found value. */
export interface ComparisonOutcome {
  readonly holds: boolean;
  readonly reason: ConditionReason;
}

/** A compiled comparison. Never throws; undefined and null are both "missing". */
export interface Comparison {
  readonly operation: PolicyOperation;
  evaluate(found: JsonValue | undefined): ComparisonOutcome;
}

const HOLDS: ComparisonOutcome = Object.freeze({ holds: true, reason: 'holds' });
const MISSING: ComparisonOutcome = Object.freeze({ holds: false, reason: 'missing' });
const WRONG_TYPE: ComparisonOutcome = Object.freeze({ holds: false, reason: 'wrong_type' });
const NOT_SATISFIED: ComparisonOutcome = Object.freeze({ holds: false, reason: 'not_satisfied' });

/** The types that `type` may state, where the operation does not take them all. */
const TYPES_OF_OPERATION: Readonly<Partial<Record<PolicyOperation, readonly DeclaredType[]>>> = {
  gt: ['integer', 'number'],
  gte: ['integer', 'number'],
  lt: ['integer', 'number'],
  lte: ['integer', 'number'],
  regex: ['string'],
  contains: ['string', 'array'],
};

/**
 * Compiles `{operation, value, type}` by the truth table of specification 3.5. Violations (`unknown operation`, `required`, `wrong type`,
 * `unknown value`, `not allowed`, `out of range`, `invalid argument`) go to `violations` below `pointer`; the result is undefined then.
 */
export function compileComparison(
  document: ComparisonDocument,
  pointer: string,
  violations: ViolationList,
  patterns: Patterns,
): Comparison | undefined {
  const operation = parseOperation(document.operation, pointer, violations);
  if (operation === undefined) return undefined;
  const type = parseType(document.type, operation, pointer, violations);
  const refusal = valueRefusal(operation, document.value, type === 'invalid' ? undefined : type);
  if (refusal) violations.add(`${pointer}/value`, refusal.message, refusal.expected);
  if (refusal || type === 'invalid') return undefined;
  if (operation === 'exists') return { operation, evaluate: (found) => (isMissing(found) ? MISSING : HOLDS) };
  if (operation === 'missing') return { operation, evaluate: (found) => (isMissing(found) ? HOLDS : NOT_SATISFIED) };
  const test = comparisonTest(operation, document.value ?? null, patterns);
  if (!test) {
    violations.add(
      `${pointer}/value`,
      'invalid argument',
      'a regular expression without look-around and back-references',
    );
    return undefined;
  }
  const isRight = isRightType(operation, document.value ?? null, type);
  return {
    operation,
    evaluate: (found) => {
      if (found === undefined || found === null) return MISSING;
      if (!isRight(found)) return WRONG_TYPE;
      return test(found) ? HOLDS : NOT_SATISFIED;
    },
  };
}

function isMissing(found: JsonValue | undefined): boolean {
  return found === undefined || found === null;
}

function parseOperation(
  value: JsonValue | undefined,
  pointer: string,
  violations: ViolationList,
): PolicyOperation | undefined {
  const operation = COMPARISON_OPERATIONS.find((known) => known === value);
  if (operation !== undefined) return operation;
  const expected = `one of ${COMPARISON_OPERATIONS.join(', ')}`;
  if (value === undefined) violations.add(`${pointer}/operation`, 'required', expected);
  else if (typeof value !== 'string') violations.add(`${pointer}/operation`, 'wrong type', 'string');
  else violations.add(`${pointer}/operation`, 'unknown operation', expected, value);
  return undefined;
}

function parseType(
  value: JsonValue | undefined,
  operation: PolicyOperation,
  pointer: string,
  violations: ViolationList,
): DeclaredType | 'invalid' | undefined {
  if (value === undefined) return undefined;
  const type = DECLARED_TYPES.find((known) => known === value);
  const allowed = TYPES_OF_OPERATION[operation] ?? DECLARED_TYPES;
  if (type !== undefined && allowed.includes(type)) return type;
  const expected = `one of ${allowed.join(', ')}`;
  if (typeof value !== 'string') violations.add(`${pointer}/type`, 'wrong type', 'string');
  else violations.add(`${pointer}/type`, type === undefined ? 'unknown value' : 'not allowed', expected, value);
  return 'invalid';
}

interface Refusal {
  readonly message: string;
  readonly expected?: string;
}

function valueRefusal(
  operation: PolicyOperation,
  value: JsonValue | undefined,
  type: DeclaredType | undefined,
): Refusal | undefined {
  if (operation === 'exists' || operation === 'missing') {
    return value === undefined ? undefined : { message: 'not allowed', expected: 'no value' };
  }
  if (value === undefined) return { message: 'required' };
  switch (operation) {
    case 'eq':
    case 'ne':
      return equalityRefusal(value, type);
    case 'in':
    case 'nin':
      return listRefusal(value, type);
    case 'contains':
      if (type === 'string' && typeof value !== 'string') return { message: 'wrong type', expected: 'string' };
      return isScalar(value) ? undefined : { message: 'wrong type', expected: 'boolean, number or string' };
    case 'regex':
      if (typeof value !== 'string') return { message: 'wrong type', expected: 'string' };
      return value.length > MAX_PATTERN_LENGTH
        ? { message: 'out of range', expected: `at most ${MAX_PATTERN_LENGTH} characters` }
        : undefined;
    default:
      return typeof value === 'number' ? undefined : { message: 'wrong type', expected: 'number' };
  }
}

function equalityRefusal(value: JsonValue, type: DeclaredType | undefined): Refusal | undefined {
  if (!isScalar(value) && !Array.isArray(value)) {
    return { message: 'wrong type', expected: 'boolean, number, string or array' };
  }
  // A value of another type than the declared one could never be equal: the document says something it cannot mean.
  const fits = type === undefined || jsonTypeOf(value) === jsonTypeOfDeclared(type);
  return fits ? undefined : { message: 'wrong type', expected: jsonTypeOfDeclared(type) };
}

function listRefusal(value: JsonValue, type: DeclaredType | undefined): Refusal | undefined {
  if (!Array.isArray(value)) return { message: 'wrong type', expected: 'array' };
  const list: readonly JsonValue[] = value;
  if (list.length === 0) return { message: 'out of range', expected: 'at least one element' };
  const fits = type === undefined || list.some((element) => jsonTypeOf(element) === jsonTypeOfDeclared(type));
  return fits ? undefined : { message: 'wrong type', expected: `at least one ${jsonTypeOfDeclared(type)}` };
}
