import { ViolationList, type JsonObject, type JsonValue } from '@tessera/core';
import { compileCondition } from '../../src/mapping/condition.js';
import { fakeMappingDependencies } from './fakes.js';

const LEAF = { path: '$.request_body.a', operation: 'eq', value: 1 };
const OTHER = { path: '$.request_body.b', operation: 'exists' };

function holds(condition: JsonValue, roots: JsonObject): boolean {
  const violations = new ViolationList();
  const compiled = compileCondition(condition, '', violations, fakeMappingDependencies());
  expect(violations.violations).toEqual([]);
  return compiled?.holds(roots) ?? false;
}

function violationsOf(condition: JsonValue): readonly [string, string][] {
  const violations = new ViolationList();
  expect(compileCondition(condition, '/c', violations, fakeMappingDependencies())).toBeUndefined();
  return violations.violations.map(({ pointer, message }) => [pointer, message]);
}

function nested(depth: number): JsonValue {
  return depth === 0 ? LEAF : { operation: 'allOf', value: [nested(depth - 1)] };
}

describe('condition', () => {
  it('compares what its path finds', () => {
    expect(holds(LEAF, { request_body: { a: 1 } })).toBe(true);
    expect(holds(LEAF, { request_body: { a: 2 } })).toBe(false);
    expect(holds(LEAF, {})).toBe(false);
    expect(holds({ path: '$.interaction', operation: 'missing' }, {})).toBe(true);
    expect(holds({ ...LEAF, type: 'integer' }, { request_body: { a: 1.5 } })).toBe(false);
  });

  it('takes the list of an indefinite path as an array', () => {
    const condition = { path: '$.request_body.list[*].id', operation: 'contains', value: 2 };
    expect(holds(condition, { request_body: { list: [{ id: 1 }, { id: 2 }] } })).toBe(true);
    expect(holds(condition, { request_body: { list: [] } })).toBe(false);
  });

  it.each([
    ['allOf', { a: 1, b: 1 }, true],
    ['allOf', { a: 1 }, false],
    ['anyOf', { a: 1 }, true],
    ['anyOf', { b: 1 }, true],
    ['anyOf', {}, false],
  ])('combines conditions with %s over %j: %s', (operation, body, result) => {
    expect(holds({ operation, value: [LEAF, OTHER] }, { request_body: body })).toBe(result);
  });

  it('nests groups ten deep, and not eleven', () => {
    expect(holds(nested(10), { request_body: { a: 1 } })).toBe(true);
    expect(violationsOf(nested(11))).toEqual([[`/c${'/value/0'.repeat(10)}/value`, 'out of range']]);
  });

  it('does not exhaust the stack on a document nested a hundred thousand deep', () => {
    let condition: JsonValue = LEAF;
    for (let depth = 0; depth < 100_000; depth += 1) condition = { operation: 'anyOf', value: [condition] };
    expect(violationsOf(condition)).toHaveLength(1);
  });

  it.each<[JsonValue, readonly [string, string][]]>([
    ['$.a', [['/c', 'wrong type']]],
    [null, [['/c', 'wrong type']]],
    [[], [['/c', 'wrong type']]],
    [
      {},
      [
        ['/c/path', 'required'],
        ['/c/operation', 'required'],
      ],
    ],
    [{ ...LEAF, path: 1 }, [['/c/path', 'wrong type']]],
    [{ ...LEAF, path: 'request_body.a' }, [['/c/path', 'invalid path']]],
    [{ ...LEAF, path: '$[?(@.a)]' }, [['/c/path', 'invalid path']]],
    [{ ...LEAF, operation: 'like' }, [['/c/operation', 'unknown operation']]],
    [{ ...LEAF, operation: 'oneOf' }, [['/c/operation', 'unknown operation']]],
    [{ ...LEAF, value: null }, [['/c/value', 'wrong type']]],
    [{ ...LEAF, negate: true }, [['/c/negate', 'unknown property']]],
    [{ operation: 'allOf' }, [['/c/value', 'required']]],
    [{ operation: 'allOf', value: LEAF }, [['/c/value', 'wrong type']]],
    [{ operation: 'anyOf', value: [] }, [['/c/value', 'out of range']]],
    [{ operation: 'anyOf', value: [LEAF], path: '$' }, [['/c/path', 'unknown property']]],
    [
      { operation: 'anyOf', value: [LEAF, 1, {}] },
      [
        ['/c/value/1', 'wrong type'],
        ['/c/value/2/path', 'required'],
        ['/c/value/2/operation', 'required'],
      ],
    ],
  ])('refuses %j', (condition, expected) => {
    expect(violationsOf(condition)).toEqual(expected);
  });
});
