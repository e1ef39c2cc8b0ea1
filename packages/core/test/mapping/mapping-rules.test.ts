import fc from 'fast-check';
import { ViolationList, type JsonObject, type JsonValue } from '@tessera/core';
import { compileMappingRules } from '../../src/mapping/mapping-rules.js';
import { fakeMappingDependencies } from './fakes.js';
import { runRules, violationsOf } from './run-rules.js';

const ROOTS = {
  request_body: { phone_number: '+819012345678', template: 'registration', nothing: null },
  interaction: { transaction_id: 't1' },
};

describe('mapping rules', () => {
  it('builds the requests of the examples in the specification', () => {
    expect(runRules([{ from: '$.request_body', to: '*' }], ROOTS)).toEqual(ROOTS.request_body);
    expect(
      runRules(
        [
          { from: '$.request_body.phone_number', to: 'To' },
          { static_value: 'sms', to: 'Channel' },
          { from: '$.interaction.transaction_id', to: 'transaction_id' },
          {
            static_value: 'success',
            to: 'status',
            condition: { path: '$.request_body.template', operation: 'eq', value: 'registration' },
          },
          {
            static_value: 'failure',
            to: 'status',
            condition: { path: '$.request_body.template', operation: 'eq', value: 'other' },
          },
        ],
        ROOTS,
      ),
    ).toEqual({ To: '+819012345678', Channel: 'sms', transaction_id: 't1', status: 'success' });
  });

  it('writes an explicit null, and nothing for what is not there', () => {
    const rules = [
      { from: '$.request_body.nothing', to: 'a' },
      { from: '$.request_body.absent', to: 'b' },
      { static_value: null, to: 'c' },
      { from: '$.request_body.list[*]', to: 'd' },
    ];
    expect(runRules(rules, ROOTS)).toEqual({ a: null, c: null });
  });

  it('writes what functions make of nothing', () => {
    const from = '$.request_body.absent';
    const rules = [
      { from, to: 'a', functions: [{ name: 'exists' }] },
      { from, to: 'b', functions: [{ name: 'trim' }] },
      {
        from,
        to: 'c',
        functions: [
          { name: 'if', args: { condition: 'null', then: 'x' } },
          { name: 'case', args: { mode: 'upper' } },
        ],
      },
      { from: '$.request_body.nothing', to: 'd', functions: [{ name: 'trim' }] },
    ];
    expect(runRules(rules, ROOTS)).toEqual({ a: false, c: 'X', d: null });
  });

  it('applies functions from left to right', () => {
    const functions = [
      { name: 'phone_format', args: { format: 'national' } },
      { name: 'replace', args: { target: '-' } },
      { name: 'substring', args: { start: -4 } },
    ];
    expect(runRules([{ from: '$.request_body.phone_number', to: 'last', functions }], ROOTS)).toEqual({ last: '5678' });
  });

  it('knows its targets, in order', () => {
    const compiled = compileMappingRules(
      [
        { static_value: 1, to: 'b.0' },
        { static_value: 2, to: '*' },
      ],
      '',
      new ViolationList(),
      fakeMappingDependencies(),
    );
    expect([compiled.isEmpty, compiled.targets]).toEqual([false, ['b.0', '*']]);
    expect(compileMappingRules(undefined, '', new ViolationList(), fakeMappingDependencies()).isEmpty).toBe(true);
  });

  it('gives no rule a way to change the roots or a static value', () => {
    const roots = { request_body: { a: { b: 1 } } };
    const fixed = { c: { d: 1 } };
    const rules = [
      { from: '$.request_body', to: '*' },
      { static_value: 2, to: 'a.b' },
      { static_value: fixed, to: 'x' },
      { static_value: 3, to: 'x.c.d' },
    ];
    expect(runRules(rules, roots)).toEqual({ a: { b: 2 }, x: { c: { d: 3 } } });
    expect(roots).toEqual({ request_body: { a: { b: 1 } } });
    expect(fixed).toEqual({ c: { d: 1 } });
  });

  it.each<[JsonValue, readonly [string, string][]]>([
    [{}, [['', 'wrong type']]],
    ['*', [['', 'wrong type']]],
    [[1], [['/0', 'wrong type']]],
    [[{ to: 'a' }], [['/0/from', 'required']]],
    [[{ from: '$.a', static_value: 1, to: 'a' }], [['/0/static_value', 'not allowed']]],
    [[{ from: '$.a', static_value: null, to: 'a' }], [['/0/static_value', 'not allowed']]],
    [[{ from: '$.a' }], [['/0/to', 'required']]],
    [[{ from: '$.a', to: 1 }], [['/0/to', 'wrong type']]],
    [[{ from: 'a', to: 'a' }], [['/0/from', 'invalid path']]],
    [[{ from: 1, to: 'a' }], [['/0/from', 'wrong type']]],
    [[{ from: '$.a[?(@.b)]', to: 'a' }], [['/0/from', 'invalid path']]],
    [[{ from: '$.a', to: 'a.__proto__.b' }], [['/0/to', 'not allowed']]],
    [[{ from: '$.a', to: 'a.1001' }], [['/0/to', 'not allowed']]],
    [[{ from: '$.a', to: 'a', static: 1 }], [['/0/static', 'unknown property']]],
    [
      [{ static_value: JSON.parse('{"a":{"__proto__":1}}') as JsonValue, to: 'a' }],
      [['/0/static_value', 'not allowed']],
    ],
    [[{ static_value: Array<number>(1002).fill(1), to: 'a' }], [['/0/static_value', 'not allowed']]],
    [[{ from: '$.a', to: 'a', functions: {} }], [['/0/functions', 'wrong type']]],
    [
      [{ from: '$.a', to: 'a', functions: [1, { name: 'x' }, {}, { name: 1 }] }],
      [
        ['/0/functions/0', 'wrong type'],
        ['/0/functions/1/name', 'unknown mapping function'],
        ['/0/functions/2/name', 'required'],
        ['/0/functions/3/name', 'wrong type'],
      ],
    ],
    [
      [{ from: '$.a', to: 'a', functions: [{ name: 'trim', args: [], more: 1 }] }],
      [
        ['/0/functions/0/more', 'unknown property'],
        ['/0/functions/0/args', 'wrong type'],
      ],
    ],
    [
      [{ from: '$.a', to: 'a', condition: { path: 'a', operation: 'is' } }],
      [
        ['/0/condition/path', 'invalid path'],
        ['/0/condition/operation', 'unknown operation'],
      ],
    ],
    [
      [
        { from: '$.a', to: 'a' },
        { from: '$.a', to: '' },
      ],
      [['/1/to', 'not allowed']],
    ],
  ])('refuses %j', (rules, expected) => {
    expect(violationsOf(rules)).toEqual(expected);
  });

  it('never puts a secret into a violation', () => {
    const violations = new ViolationList();
    const secret = 'hunter2-hunter2';
    const rules = [
      {
        from: '$.a',
        static_value: secret,
        to: 'a',
        functions: [{ name: 'append', args: { value: secret, [`x`]: secret } }],
      },
    ];
    compileMappingRules(rules, '', violations, fakeMappingDependencies());
    expect(violations.isEmpty).toBe(false);
    expect(JSON.stringify(violations.violations)).not.toContain(secret);
  });
});

describe('mapping rules, whatever the data', () => {
  const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;
  const from = fc.constantFrom(
    '$',
    '$.request_body',
    '$.request_body.a',
    '$.request_body[0]',
    '$..a',
    '$.*',
    '$.absent',
  );
  const to = fc.constantFrom('*', 'a', 'a.b', 'a.0', 'a.0.b', 'b.c', 'toString.a', 'b.3');
  const fn = fc.constantFrom<JsonValue>(
    { name: 'exists' },
    { name: 'append', args: { value: '$.request_body' } },
    { name: 'merge', args: { source: '$.request_body' } },
    { name: 'join' },
    { name: 'pluck', args: { field: 'a' } },
    { name: 'filter', args: { condition: "{{value}} != 'a' && length > 0" } },
    { name: 'reshape', args: { fields: { x: 'a', y: '$.request_body' } } },
    { name: 'remove', args: { field: 'a' } },
  );
  const rule = fc.record({ from, to, functions: fc.array(fn, { maxLength: 2 }) });
  const hostileRoot = json.map((value) => ({
    request_body: JSON.parse(
      `{"a":${JSON.stringify(value)},"__proto__":{"polluted":${JSON.stringify(value)}},"constructor":{"prototype":{"polluted":1}}}`,
    ) as JsonValue,
  }));

  it('never changes the input, pollutes a prototype or writes a forbidden name', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), hostileRoot, (rules, roots: JsonObject) => {
        const before = JSON.stringify(roots);
        const result = runRules(rules, roots);
        expect(JSON.stringify(roots)).toBe(before);
        expect(namesIn(result)).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/^(?:__proto__|prototype|constructor)$/)]),
        );
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same whether rules run together or the last one runs over the rest: later ones win', () => {
    fc.assert(
      fc.property(
        json,
        json,
        fc.constantFrom('a', 'a.b', 'a.0', 'a.b.c'),
        fc.constantFrom('a', 'a.b', 'a.0', 'a.b.c'),
        (first, second, to1, to2) => {
          const result = runRules(
            [
              { from: '$.first', to: to1 },
              { from: '$.second', to: to2 },
            ],
            { first, second },
          );
          let found: unknown = result;
          for (const step of to2.split('.')) found = (found as Record<string, unknown>)[step];
          expect(found).toEqual(runRules([{ from: '$.second', to: 'x' }], { second })['x']);
        },
      ),
    );
  });

  it('copies all ordinary top-level members with "*"', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (body) => {
        fc.pre(namesIn(body).every((name) => !/^(?:__proto__|prototype|constructor)$/.test(name)));
        expect(runRules([{ from: '$.request_body', to: '*' }], { request_body: body })).toEqual({ ...body });
      }),
    );
  });
});

function namesIn(value: JsonValue): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap((child) => namesIn(child))];
}
