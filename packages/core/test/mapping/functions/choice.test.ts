import type { JsonObject, JsonValue } from '@tessera/core';
import { argumentViolations, runFunction } from '../run-rules.js';

describe('exists', () => {
  it.each<[JsonValue, boolean]>([
    [null, false],
    ['', true],
    [0, true],
    [false, true],
    [[], true],
  ])('is for %j: %s', (input, result) => {
    expect(runFunction('exists', {}, input)).toBe(result);
  });
});

describe('if', () => {
  it.each<[string, JsonValue, boolean]>([
    ['null', null, true],
    ['null', '', false],
    ['not_null', 0, true],
    ['not_null', null, false],
    ['exists', false, true],
    ['exists', null, false],
    ['empty', null, true],
    ['empty', '', true],
    ['empty', [], true],
    ['empty', {}, true],
    ['empty', 0, false],
    ['empty', ' ', false],
    ['not_empty', 'a', true],
    ['not_empty', [1], true],
    ['not_empty', {}, false],
    ['equals:a', 'a', true],
    ['equals:a', 'A', false],
    ['equals:1', 1, true],
    ['equals:true', true, true],
    ['equals:', '', true],
    ['equals:null', null, false],
    ['equals:a:b', 'a:b', true],
    ['equals:a', ['a'], false],
    ['not_equals:a', 'b', true],
    ['not_equals:a', 'a', false],
    ['not_equals:a', null, true],
  ])('%s over %j: %s', (condition, input, holds) => {
    expect(runFunction('if', { condition, then: 'yes', else: 'no' }, input)).toBe(holds ? 'yes' : 'no');
  });

  it('leaves the input where there is no else, and gives null where that is null', () => {
    expect(runFunction('if', { condition: 'null', then: 1 }, 'a')).toBe('a');
    expect(runFunction('if', { condition: 'null', then: 1, else: null }, 'a')).toBeNull();
  });

  it('takes both values from the roots, null for what is not there', () => {
    const roots = { user: { locale: 'ja' } };
    expect(runFunction('if', { condition: 'null', then: '$.user.locale' }, null, roots)).toBe('ja');
    expect(runFunction('if', { condition: 'null', then: 1, else: '$.user.locale' }, 'a', roots)).toBe('ja');
    expect(runFunction('if', { condition: 'null', then: 1, else: '$.user.absent' }, 'a', roots)).toBeNull();
  });

  it.each<[JsonObject, readonly string[]]>([
    [{}, ['args/condition', 'args/then']],
    [{ condition: 'is_null', then: 1 }, ['args/condition']],
    [{ condition: 'toString', then: 1 }, ['args/condition']],
    [{ condition: '$.condition', then: 1 }, ['args/condition']],
    [{ condition: 'null', then: 1, otherwise: 2 }, ['args/otherwise']],
  ])('refuses %j', (args, pointers) => {
    expect(argumentViolations('if', args)).toEqual(pointers.map((pointer) => [pointer, 'invalid argument']));
  });
});

describe('switch', () => {
  const cases = { a: 1, '2': [2], true: { x: 3 }, none: null };

  it.each<[JsonValue, JsonValue]>([
    ['a', 1],
    [2, [2]],
    [true, { x: 3 }],
    ['none', null],
    ['A', 'default'],
    [null, 'default'],
    [['a'], 'default'],
    ['toString', 'default'],
  ])('%j gives %j', (input, result) => {
    expect(runFunction('switch', { cases, default: 'default' }, input)).toEqual(result);
  });

  it('leaves the input without a default', () => {
    expect(runFunction('switch', { cases }, 'b')).toBe('b');
    expect(runFunction('switch', { cases }, null)).toBeNull();
    expect(runFunction('switch', { cases, default: null }, 'b')).toBeNull();
    expect(runFunction('switch', { cases, default: '$.user.x' }, 'b', { user: { x: 9 } })).toBe(9);
  });

  it('ignores case when told to', () => {
    expect(runFunction('switch', { cases: { Sms: 1 }, ignoreCase: true }, 'SMS')).toBe(1);
  });

  it('refuses cases that are no object', () => {
    expect(argumentViolations('switch', { cases: [] })).toEqual([['args/cases', 'invalid argument']]);
    expect(argumentViolations('switch', {})).toEqual([['args/cases', 'invalid argument']]);
  });
});
