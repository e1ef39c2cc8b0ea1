import fc from 'fast-check';
import { ViolationList, type JsonValue } from '@tessera/core';
import { COMPARISON_OPERATIONS, compileComparison, type Comparison } from '../../src/mapping/comparison.js';
import { RegExpPatterns } from './fakes.js';

interface Document {
  readonly operation?: JsonValue;
  readonly value?: JsonValue;
  readonly type?: JsonValue;
}

function compile(document: Document): Comparison {
  const violations = new ViolationList();
  const comparison = compileComparison(document, '/c', violations, new RegExpPatterns());
  if (!comparison) throw new Error(JSON.stringify(violations.violations));
  expect(violations.isEmpty).toBe(true);
  return comparison;
}

function violationsOf(document: Document): readonly [string, string][] {
  const violations = new ViolationList();
  expect(compileComparison(document, '/c', violations, new RegExpPatterns())).toBeUndefined();
  return violations.violations.map(({ pointer, message }) => [pointer, message]);
}

const HOLDS = 'holds';
const MISSING = 'missing';
const WRONG = 'wrong_type';
const NOT = 'not_satisfied';

type Row = [
  operation: string,
  value: JsonValue | undefined,
  type: string | undefined,
  found: JsonValue | undefined,
  reason: string,
];

const ROWS: readonly Row[] = [
  ['eq', 1, undefined, 1, HOLDS],
  ['eq', 1, undefined, 1.0, HOLDS],
  ['eq', 0, undefined, -0, HOLDS],
  ['eq', 1, undefined, 2, NOT],
  ['eq', 1, undefined, '1', WRONG],
  ['eq', 1, undefined, true, WRONG],
  ['eq', '1', undefined, 1, WRONG],
  ['eq', true, undefined, true, HOLDS],
  ['eq', false, undefined, 0, WRONG],
  ['eq', 'a', undefined, 'a', HOLDS],
  ['eq', 'a', undefined, 'A', NOT],
  ['eq', [1, ['b']], undefined, [1, ['b']], HOLDS],
  ['eq', [1, 2], undefined, [2, 1], NOT],
  ['eq', [{ a: 1, b: 2 }], undefined, [{ b: 2, a: 1 }], HOLDS],
  ['eq', [], undefined, {}, WRONG],
  ['eq', 'a', undefined, undefined, MISSING],
  ['eq', 'a', undefined, null, MISSING],
  ['eq', 1, 'integer', 1, HOLDS],
  ['eq', 1, 'integer', 1.5, WRONG],
  ['eq', 1, 'number', 1.5, NOT],
  ['ne', 'a', undefined, 'b', HOLDS],
  ['ne', 'a', undefined, 'a', NOT],
  ['ne', 'a', undefined, 1, WRONG],
  ['ne', 'a', undefined, null, MISSING],
  ['ne', 'a', undefined, undefined, MISSING],
  ['ne', [1], undefined, [2], HOLDS],
  ['ne', [1], undefined, 'a', WRONG],
  ['gt', 1, undefined, 2, HOLDS],
  ['gt', 1, undefined, 1, NOT],
  ['gt', 1, undefined, '2', WRONG],
  ['gt', 1, undefined, undefined, MISSING],
  ['gte', 1, undefined, 1, HOLDS],
  ['gte', 1, 'integer', 1, HOLDS],
  ['gte', 1, 'integer', 1.5, WRONG],
  ['gte', 1, 'integer', '1', WRONG],
  ['gte', 1, 'integer', true, WRONG],
  ['gte', 1, 'integer', 0, NOT],
  ['gte', 1, 'integer', undefined, MISSING],
  ['gte', 1, 'number', 1.5, HOLDS],
  ['gte', 1, 'number', '1.5', WRONG],
  ['lt', 1, undefined, 0, HOLDS],
  ['lt', 1, undefined, 1, NOT],
  ['lte', 1, undefined, 1, HOLDS],
  ['lte', 1, undefined, 1.01, NOT],
  ['lte', 1, undefined, null, MISSING],
  ['in', ['a', 'b'], undefined, 'b', HOLDS],
  ['in', ['a', 'b'], undefined, 'c', NOT],
  ['in', ['a', 'b'], undefined, 1, WRONG],
  ['in', ['a', 1], undefined, 1, HOLDS],
  ['in', ['a', 1], undefined, true, WRONG],
  ['in', [[1], [2]], undefined, [2], HOLDS],
  ['in', ['a'], undefined, undefined, MISSING],
  ['in', ['1', 1], 'string', 1, WRONG],
  ['nin', ['a'], undefined, 'b', HOLDS],
  ['nin', ['a'], undefined, 'a', NOT],
  ['nin', ['a'], undefined, 1, WRONG],
  ['nin', ['a'], undefined, null, MISSING],
  ['contains', 'a', undefined, ['a', 'b'], HOLDS],
  ['contains', 'a', undefined, ['b'], NOT],
  ['contains', 1, undefined, [1], HOLDS],
  ['contains', 1, undefined, ['1'], NOT],
  ['contains', 'b', undefined, 'abc', HOLDS],
  ['contains', 'x', undefined, 'abc', NOT],
  ['contains', 1, undefined, 'a1', WRONG],
  ['contains', 'a', undefined, 1, WRONG],
  ['contains', 'a', undefined, { a: 1 }, WRONG],
  ['contains', 'a', undefined, undefined, MISSING],
  ['contains', 'a', 'array', 'a', WRONG],
  ['contains', 'a', 'string', ['a'], WRONG],
  ['contains', 'a', 'string', 'xay', HOLDS],
  ['regex', 'a+', undefined, 'aaa', HOLDS],
  ['regex', 'a+', undefined, 'aab', NOT],
  ['regex', 'a|b', undefined, 'ab', NOT],
  ['regex', 'a+', 'string', 'a', HOLDS],
  ['regex', 'a+', undefined, 1, WRONG],
  ['regex', 'a+', undefined, null, MISSING],
  ['regex', 'a*', undefined, 'a'.repeat(4096), HOLDS],
  ['regex', 'a*', undefined, 'a'.repeat(4097), NOT],
  ['exists', undefined, undefined, 0, HOLDS],
  ['exists', undefined, undefined, '', HOLDS],
  ['exists', undefined, undefined, false, HOLDS],
  ['exists', undefined, undefined, {}, HOLDS],
  ['exists', undefined, 'string', 1, HOLDS],
  ['exists', undefined, undefined, null, MISSING],
  ['exists', undefined, undefined, undefined, MISSING],
  ['missing', undefined, undefined, undefined, HOLDS],
  ['missing', undefined, undefined, null, HOLDS],
  ['missing', undefined, undefined, 0, NOT],
  ['missing', undefined, 'string', 1, NOT],
];

describe('comparison', () => {
  it.each(ROWS)('%s %j (type %s) over %j is %s', (operation, value, type, found, reason) => {
    const document = { operation, ...(value === undefined ? {} : { value }), ...(type === undefined ? {} : { type }) };
    expect(compile(document).evaluate(found)).toEqual({ holds: reason === HOLDS, reason });
  });

  it.each<[JsonValue | undefined, string]>([
    [undefined, 'required'],
    [1, 'wrong type'],
    ['equals', 'unknown operation'],
    ['EQ', 'unknown operation'],
  ])('refuses operation %j: %s', (operation, message) => {
    expect(violationsOf({ ...(operation === undefined ? {} : { operation }), value: 1 })).toEqual([
      ['/c/operation', message],
    ]);
  });

  it.each<[Document, string, string]>([
    [{ operation: 'eq' }, '/c/value', 'required'],
    [{ operation: 'eq', value: null }, '/c/value', 'wrong type'],
    [{ operation: 'eq', value: {} }, '/c/value', 'wrong type'],
    [{ operation: 'eq', value: '1', type: 'integer' }, '/c/value', 'wrong type'],
    [{ operation: 'gt', value: '1' }, '/c/value', 'wrong type'],
    [{ operation: 'gt', value: 1, type: 'string' }, '/c/type', 'not allowed'],
    [{ operation: 'in', value: 'a' }, '/c/value', 'wrong type'],
    [{ operation: 'in', value: [] }, '/c/value', 'out of range'],
    [{ operation: 'nin', value: ['a'], type: 'number' }, '/c/value', 'wrong type'],
    [{ operation: 'contains', value: ['a'] }, '/c/value', 'wrong type'],
    [{ operation: 'contains', value: 1, type: 'string' }, '/c/value', 'wrong type'],
    [{ operation: 'contains', value: 1, type: 'integer' }, '/c/type', 'not allowed'],
    [{ operation: 'regex', value: 1 }, '/c/value', 'wrong type'],
    [{ operation: 'regex', value: 'a'.repeat(257) }, '/c/value', 'out of range'],
    [{ operation: 'regex', value: '(' }, '/c/value', 'invalid argument'],
    [{ operation: 'regex', value: 'a', type: 'array' }, '/c/type', 'not allowed'],
    [{ operation: 'exists', value: true }, '/c/value', 'not allowed'],
    [{ operation: 'missing', value: null }, '/c/value', 'not allowed'],
    [{ operation: 'eq', value: 1, type: 'float' }, '/c/type', 'unknown value'],
    [{ operation: 'eq', value: 1, type: 1 }, '/c/type', 'wrong type'],
  ])('refuses %j at %s: %s', (document, pointer, message) => {
    expect(violationsOf(document)).toEqual([[pointer, message]]);
  });

  it('tells everything that is wrong at once', () => {
    expect(violationsOf({ operation: 'gt', value: 'a', type: 'string' })).toEqual([
      ['/c/type', 'not allowed'],
      ['/c/value', 'wrong type'],
    ]);
  });

  it('compiles a regular expression once, whatever the number of evaluations', () => {
    const patterns = new RegExpPatterns();
    const comparison = compileComparison({ operation: 'regex', value: 'a' }, '', new ViolationList(), patterns);
    for (let run = 0; run < 10; run += 1) comparison?.evaluate('a');
    expect(patterns.compiled).toBe(1);
  });

  it('never throws, on no document and no found value', () => {
    const operation = fc.oneof(
      fc.constantFrom<JsonValue>(...COMPARISON_OPERATIONS),
      fc.jsonValue() as fc.Arbitrary<JsonValue>,
    );
    const type = fc.option(fc.constantFrom<JsonValue>('integer', 'number', 'string', 'boolean', 'array', 'x', 1), {
      nil: undefined,
    });
    const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(operation, json, type, fc.option(json, { nil: undefined }), (op, value, declared, found) => {
        const violations = new ViolationList();
        const comparison = compileComparison(
          { operation: op, value, type: declared },
          '',
          violations,
          new RegExpPatterns(),
        );
        expect(comparison === undefined).toBe(!violations.isEmpty);
        const outcome = comparison?.evaluate(found);
        if (outcome) expect(outcome.holds).toBe(outcome.reason === 'holds');
      }),
      { numRuns: 500 },
    );
  });

  it('is the opposite for eq and ne, in and nin, exists and missing, wherever the type is right', () => {
    const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.array(fc.integer())),
        json,
        (value, found) => {
          const eq = compile({ operation: 'eq', value }).evaluate(found);
          const ne = compile({ operation: 'ne', value }).evaluate(found);
          expect(eq.holds && ne.holds).toBe(false);
          expect(eq.holds || ne.holds).toBe(eq.reason === 'holds' || eq.reason === 'not_satisfied');
          const exists = compile({ operation: 'exists' }).evaluate(found).holds;
          expect(compile({ operation: 'missing' }).evaluate(found).holds).toBe(!exists);
          expect(compile({ operation: 'in', value: [value] }).evaluate(found).holds).toBe(eq.holds);
          expect(compile({ operation: 'nin', value: [value] }).evaluate(found).holds).toBe(ne.holds);
        },
      ),
    );
  });

  it('compares lists nested a hundred thousand deep', () => {
    const nest = (): JsonValue => {
      let value: JsonValue = [];
      for (let depth = 0; depth < 100_000; depth += 1) value = [value];
      return value;
    };
    expect(compile({ operation: 'eq', value: nest() }).evaluate(nest()).holds).toBe(true);
  });
});
