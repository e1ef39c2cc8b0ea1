import type { JsonObject, JsonValue } from '@tessera/core';
import { argumentViolations, runFunction, violationsOf } from '../run-rules.js';

type Row = [name: string, args: JsonObject, input: JsonValue, result: JsonValue];

describe('list functions', () => {
  it.each<Row>([
    ['map', { function: 'case', function_args: { mode: 'upper' } }, ['a', null, 1], ['A', null, null]],
    ['map', { function: 'exists' }, [1, null], [true, false]],
    ['map', { function: 'map', function_args: { function: 'trim' } }, [[' a '], 'b'], [['a'], null]],
    ['map', { function: 'format', function_args: { template: '{{value}}-{{value}}' } }, [1], ['1-1']],
    ['map', { function: 'trim' }, 'a', null],
    ['map', { function: 'trim' }, null, null],
    ['append', { value: 2 }, [1], [1, 2]],
    ['append', { value: 2 }, null, [2]],
    ['append', { value: [2] }, [1], [1, [2]]],
    ['append', { value: null }, [], [null]],
    ['append', { value: 2 }, 'a', null],
    ['remove', { value: 1 }, [1, 2, 1, '1'], [2, '1']],
    ['remove', { value: null }, [null, 1], [1]],
    ['remove', { value: { a: [1] } }, [{ a: [1] }, { a: [2] }], [{ a: [2] }]],
    ['remove', { field: 'a' }, [{ a: 1, b: 2 }, 3], [{ b: 2 }, 3]],
    ['remove', { field: 'a' }, { a: 1, b: 2 }, { b: 2 }],
    ['remove', { value: 1 }, { a: 1 }, null],
    ['merge', { source: [3] }, [1, 2], [1, 2, 3]],
    ['merge', { source: [2, { a: 1 }], distinct: true }, [1, 2, { a: 1 }], [1, 2, { a: 1 }]],
    ['merge', { source: ['1'], distinct: true }, [1], [1, '1']],
    ['merge', { source: [{ b: 2, a: 1 }], distinct: true }, [{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
    [
      'merge',
      { source: [{ id: 1, v: 'new' }, { id: 3 }], key: 'id' },
      [{ id: 1, v: 'old' }, { id: 2 }, { v: 0 }, { v: 0 }],
      [{ id: 1, v: 'new' }, { id: 2 }, { v: 0 }, { v: 0 }, { id: 3 }],
    ],
    ['merge', { source: { b: 3, c: 4 } }, { a: 1, b: 2 }, { a: 1, b: 3, c: 4 }],
    ['merge', { source: { a: 1 } }, [1], null],
    ['merge', { source: [1] }, { a: 1 }, null],
    ['merge', { source: [1] }, null, null],
    ['merge', { source: '$.absent' }, [1], null],
    ['pluck', { field: 'id' }, [{ id: 1 }, {}, 3, { id: null }], [1, null, null, null]],
    ['pluck', { field: 'id', skipNull: true }, [{ id: 1 }, {}, 3], [1]],
    ['pluck', { field: 'toString' }, [{}], [null]],
    ['pluck', { field: 'id' }, { id: 1 }, null],
    [
      'reshape',
      { fields: { number: 'phone', kind: 'type' } },
      [{ phone: '1', type: 'm' }, 2, { phone: '2' }],
      [
        { number: '1', kind: 'm' },
        { number: '2', kind: null },
      ],
    ],
    ['reshape', { fields: { who: '$.user.sub' } }, [{}, {}], [{ who: 'u1' }, { who: 'u1' }]],
    ['reshape', { fields: { who: '$.user.absent' } }, [{}], [{ who: null }]],
    ['reshape', { fields: {} }, [{ a: 1 }], [{}]],
    ['reshape', { fields: { a: 'a' } }, { a: 1 }, null],
  ])('%s %j makes of %j: %j', (name, args, input, result) => {
    expect(runFunction(name, args, input, { user: { sub: 'u1' } })).toEqual(result);
  });

  it.each<[string, JsonValue, readonly JsonValue[]]>([
    ["{{value}} == 'a'", ['a', 'b', null], ['a']],
    ['{{value}} == a', ['a', 'b'], ['a']],
    ['{{value}} == 1', [1, '1', 1.5, true], [1, '1']],
    ['{{value}} == 1.0', [1], [1]],
    ["{{value}} == '1'", [1, '1'], [1, '1']],
    ['{{value}} == true', [true, 'true', 1], [true, 'true']],
    ['{{value}} != "a"', ['a', 'b', null], ['b', null]],
    ['{{value}} == null', [null, 'null', 0], [null]],
    ["{{value}} == 'null'", [null, 'null'], ['null']],
    ['{{value}} != null', [null, 0], [0]],
    ["{{value}} contains '@'", ['a@b', 'c', ['@'], 1], ['a@b', ['@']]],
    ["{{value}} startsWith '+81'", ['+8190', '090'], ['+8190']],
    ["{{value}} endsWith '78'", ['5678', '78 '], ['5678']],
    ['{{value}}.length > 2', ['ab', 'abc', [1, 2, 3], 5, null], ['abc', [1, 2, 3]]],
    ['{{value}} length <= 1', ['a', 'ab'], ['a']],
    ['length == 2', ['ab', '😀😀'], ['ab', '😀😀']],
    ['length != 2', ['ab', 'a', null], ['a']],
    ["{{value}} == 'a' || {{value}} == 'b' && length == 2", ['a', 'b'], ['a']],
    ["({{value}} == 'a' || {{value}} == 'b') && length == 1", ['a', 'b'], ['a', 'b']],
    ["{{value}}=='a'&&(length>0)", ['a', 'b'], ['a']],
    ["{{value}} == 'it\\'s'", ["it's"], ["it's"]],
    ["{{value}} contains '&&'", ['a&&b'], ['a&&b']],
    ['{{value}} endsWith example.com', ['a@example.com', 'b'], ['a@example.com']],
  ])('filters by %s', (condition, input, result) => {
    expect(runFunction('filter', { condition }, input)).toEqual(result);
    const kept = new Set(result.map((element) => JSON.stringify(element)));
    const others = (input as readonly JsonValue[]).filter((element) => !kept.has(JSON.stringify(element)));
    expect(runFunction('filter', { condition, negate: true }, input)).toEqual(others);
  });

  it('filters objects by a member', () => {
    const phones = [{ type: 'mobile' }, { type: 'home' }, 'mobile', {}];
    expect(runFunction('filter', { condition: "{{value}} == 'mobile'", field: 'type' }, phones)).toEqual([
      { type: 'mobile' },
    ]);
    expect(runFunction('filter', { condition: '{{value}} == null', field: 'type' }, phones)).toEqual(['mobile', {}]);
    expect(runFunction('filter', { condition: '{{value}} == null' }, 'a')).toBeNull();
  });

  it.each([
    '',
    ' ',
    '{{value}}',
    '{{value}} ==',
    "== 'a'",
    '{{value}} = 1',
    "{{value}} == 'a",
    '{{value}} == a b',
    '{{value}} > 1',
    '(length > 1',
    'length > 1)',
    'length > a',
    "length > '1'",
    'length constructor 1',
    '{{value}} like a',
    '{{value}} == 1 &&',
    '&& {{value}} == 1',
    '{{other}} == 1',
    '{{value}}.size > 1',
    '$.a == 1',
    `${'('.repeat(40)}length > 1${')'.repeat(40)}`,
    `{{value}} == ${'a'.repeat(1024)}`,
  ])('refuses the filter condition %j', (condition) => {
    expect(argumentViolations('filter', { condition })).toEqual([['args/condition', 'invalid argument']]);
  });

  it.each<[string, JsonValue, readonly [string, string][]]>([
    ['map', {}, [['args/function', 'invalid argument']]],
    ['map', { function: 'nope' }, [['args/function', 'unknown mapping function']]],
    ['map', { function: 'case', function_args: { mode: 'x' } }, [['args/function_args/mode', 'invalid argument']]],
    ['map', { function: 'case', function_args: 1 }, [['args/function_args', 'invalid argument']]],
    [
      'map',
      { function: 'map', function_args: { function: 'nope' } },
      [['args/function_args/function', 'unknown mapping function']],
    ],
    ['filter', {}, [['args/condition', 'invalid argument']]],
    ['append', {}, [['args/value', 'invalid argument']]],
    ['remove', {}, [['args', 'invalid argument']]],
    ['remove', { value: 1, field: 'a' }, [['args', 'invalid argument']]],
    ['merge', {}, [['args/source', 'invalid argument']]],
    ['merge', { source: 'a' }, [['args/source', 'invalid argument']]],
    ['pluck', {}, [['args/field', 'invalid argument']]],
    ['reshape', {}, [['args/fields', 'invalid argument']]],
    [
      'reshape',
      { fields: { a: 1, prototype: 'b' } },
      [
        ['args/fields/a', 'invalid argument'],
        ['args/fields/prototype', 'invalid argument'],
      ],
    ],
    ['reshape', { fields: { a: '$.b[?(1)]' } }, [['args/fields/a', 'invalid path']]],
  ])('%s refuses %j', (name, args, expected) => {
    expect(argumentViolations(name, args)).toEqual(expected);
  });

  it('nests map ten deep, and not eleven', () => {
    const nested = (depth: number): JsonObject =>
      depth === 1 ? { name: 'map', args: { function: 'trim' } } : wrap(nested(depth - 1));
    const wrap = (inner: JsonObject): JsonObject => ({
      name: 'map',
      args: { function: 'map', function_args: inner['args'] ?? {} },
    });
    const rule = (depth: number): JsonValue => [{ from: '$.a', to: 'a', functions: [nested(depth)] }];
    expect(violationsOf(rule(9))).toEqual([]);
    expect(violationsOf(rule(11)).map(([, message]) => message)).toEqual(['invalid argument']);
  });
});

describe('limits of results', () => {
  const KIB_64 = 65_536;

  it('gives text up to 64 KiB of UTF-8, and null beyond', () => {
    const format = (value: string): JsonValue => runFunction('format', { template: '{{value}}' }, value);
    expect(format('a'.repeat(KIB_64))).toHaveLength(KIB_64);
    expect(format('a'.repeat(KIB_64 + 1))).toBeNull();
    expect(format('é'.repeat(KIB_64 / 2))).toHaveLength(KIB_64 / 2);
    expect(format('é'.repeat(KIB_64 / 2 + 1))).toBeNull();
  });

  it('does not build what would be too large anyway', () => {
    const large = 'a'.repeat(1_000_000);
    expect(runFunction('format', { template: '{{value}}'.repeat(5000) }, large)).toBeNull();
    expect(runFunction('replace', { target: 'a', replacement: 'b'.repeat(60_000) }, large)).toBeNull();
    expect(runFunction('join', { separator: large }, Array<string>(1000).fill('a'))).toBeNull();
    expect(
      runFunction(
        'map',
        { function: 'format', function_args: { template: '{{value}}'.repeat(100) } },
        Array<string>(9999).fill('a'.repeat(100)),
      ),
    ).toBeNull();
    expect(runFunction('regex_replace', { pattern: '(.*)', replacement: '$1'.repeat(500) }, large)).toBeNull();
  });

  it('gives lists up to 10,000 elements, and null beyond', () => {
    const last = (size: number): JsonValue => runFunction('append', { value: 1 }, Array<number>(size - 1).fill(1));
    // A written list keeps 1001 positions, so the list itself was not null.
    expect(last(10_000)).toHaveLength(1001);
    expect(last(10_001)).toBeNull();
    expect(runFunction('split', { separator: '-' }, '-'.repeat(9999))).toHaveLength(1001);
    expect(runFunction('split', { separator: '-' }, '-'.repeat(10_000))).toBeNull();
    expect(runFunction('map', { function: 'exists' }, Array<number>(10_001).fill(1))).toBeNull();
  });

  it('counts the texts in lists and objects', () => {
    expect(runFunction('append', { value: 'a'.repeat(40_000) }, ['a'.repeat(40_000)])).toBeNull();
    expect(runFunction('merge', { source: { b: 'a'.repeat(40_000) } }, { a: 'a'.repeat(40_000) })).toBeNull();
    expect(runFunction('append', { value: 'a'.repeat(30_000) }, ['a'.repeat(30_000)])).not.toBeNull();
  });

  it('survives data nested a hundred thousand deep', () => {
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(runFunction('append', { value: 1 }, [deep])).toBeNull();
    expect(runFunction('merge', { source: [[1]], distinct: true }, [deep])).toBeNull();
    expect(runFunction('remove', { value: 1 }, [1, deep])).toBeNull();
    expect(runFunction('join', {}, [deep])).toBeNull();
    expect(runFunction('if', { condition: 'empty', then: 1 }, deep)).toBeNull();
  });
});
