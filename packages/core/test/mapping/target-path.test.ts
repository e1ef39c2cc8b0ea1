import fc from 'fast-check';
import { FORBIDDEN_NAMES, type JsonValue } from '@tessera/core';
import { copySafely, isCopiedWhole, type MutableObject } from '../../src/mapping/safe-copy.js';
import { formatTargetPath, parseTargetPath, writeTarget } from '../../src/mapping/target-path.js';

function written(...writes: readonly [string, JsonValue][]): JsonValue {
  const target: MutableObject = {};
  for (const [to, value] of writes) {
    const path = parseTargetPath(to);
    if (!path) throw new Error(`no path: ${to}`);
    writeTarget(target, path, value);
  }
  return target;
}

const name = fc
  .string({ minLength: 1 })
  .filter((text) => !/[.*]/.test(text) && !/^\d+$/.test(text) && !FORBIDDEN_NAMES.has(text));
const position = fc.integer({ min: 0, max: 1000 });
const path = fc
  .tuple(name, fc.array(fc.oneof(name, position), { maxLength: 31 }))
  .map(([first, rest]) => [first, ...rest]);

describe('parseTargetPath', () => {
  it.each<[string, ReturnType<typeof parseTargetPath>]>([
    ['*', '*'],
    ['a', ['a']],
    ['Content-Type', ['Content-Type']],
    ['items.0.name', ['items', 0, 'name']],
    ['items.1000', ['items', 1000]],
    ['a b.ü', ['a b', 'ü']],
    ['0a', ['0a']],
    [Array(32).fill('a').join('.'), Array<string>(32).fill('a')],
  ])('reads %s', (text, expected) => {
    expect(parseTargetPath(text)).toEqual(expected);
  });

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'a.*',
    '*.a',
    'a*',
    '**',
    '0',
    '0.a',
    'items.1001',
    'items.01',
    'items.99999999999',
    '__proto__',
    'a.__proto__.b',
    'a.constructor',
    'prototype',
    Array(33).fill('a').join('.'),
  ])('refuses %j', (text) => {
    expect(parseTargetPath(text)).toBeUndefined();
  });

  it('reads back what it formats', () => {
    fc.assert(
      fc.property(path, (segments) => {
        expect(parseTargetPath(formatTargetPath(segments))).toEqual(segments);
      }),
    );
  });
});

describe('writeTarget', () => {
  it('makes the objects and lists on the way', () => {
    expect(written(['a.b.c', 1], ['a.b.d', null])).toEqual({ a: { b: { c: 1, d: null } } });
    expect(written(['items.0.name', 'x'], ['items.1', 2])).toEqual({ items: [{ name: 'x' }, 2] });
  });

  it('fills positions that a list lacks with null', () => {
    expect(written(['items.2', 'x'], ['items.0', 'y'])).toEqual({ items: ['y', null, 'x'] });
  });

  it('lets the later rule win over a conflicting shape', () => {
    expect(written(['a', 1], ['a.b', 2])).toEqual({ a: { b: 2 } });
    expect(written(['a.b', 1], ['a.0', 2])).toEqual({ a: [2] });
    expect(written(['a.0', 1], ['a.b', 2])).toEqual({ a: { b: 2 } });
    expect(written(['a.b.c', 1], ['a', 'x'])).toEqual({ a: 'x' });
    expect(written(['a', { b: 1, c: 2 }], ['a.b', 3])).toEqual({ a: { b: 3, c: 2 } });
  });

  it('copies the members of an object with "*", dots in names included, and nothing else', () => {
    expect(written(['a', 1], ['*', { 'b.c': 2, a: { d: 3 } }])).toEqual({ 'b.c': 2, a: { d: 3 } });
    expect(written(['a', 1], ['*', [2]], ['*', 'x'], ['*', null])).toEqual({ a: 1 });
  });

  it('does not take inherited members for its own', () => {
    expect(written(['toString.x', 1])).toEqual({ toString: { x: 1 } });
    expect(Object.prototype.toString).not.toHaveProperty('x');
  });

  it('reads back what was written, at any place', () => {
    fc.assert(
      fc.property(path, fc.oneof(fc.string(), fc.integer(), fc.constant(null)), (segments, value) => {
        let found: unknown = written([formatTargetPath(segments), value]);
        for (const segment of segments) found = (found as Record<string | number, unknown>)[segment];
        expect(found).toBe(value);
      }),
    );
  });

  it('keeps the whole document within 32 levels and 1001 positions', () => {
    const deep = Array(31).fill('a').join('.');
    expect(JSON.stringify(written([deep, { b: { c: 1 }, d: 2 }]))).toContain('{"b":{},"d":2}');
    expect(written(['a', Array<number>(1500).fill(7)])).toEqual({ a: Array<number>(1001).fill(7) });
  });
});

describe('copySafely', () => {
  const json = fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<JsonValue>;
  const hostile = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.integer(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(fc.constantFrom('__proto__', 'prototype', 'constructor', 'a', 'b'), tie('value')), {
          maxLength: 3,
        })
        .map((entries) => {
          const object: Record<string, JsonValue> = {};
          // Assigning would set the prototype; parsed JSON has it as a member.
          for (const [key, value] of entries)
            Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
          return object;
        }),
    ),
  })).value;

  it('keeps ordinary values as they are, and says so', () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(!/"(?:__proto__|prototype|constructor)":/.test(JSON.stringify(value)));
        expect(copySafely(value, 1)).toEqual(value);
        expect(isCopiedWhole(value, 1)).toBe(true);
      }),
    );
  });

  it('never keeps a forbidden name, at any depth', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const copy = JSON.stringify(copySafely(value, 1));
        expect(copy).not.toMatch(/__proto__|prototype|constructor/);
        expect(isCopiedWhole(value, 1)).toBe(copy === JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  it('shares nothing with the original', () => {
    const original = { list: [{ a: 1 }] };
    const copy = copySafely(original, 1) as typeof original;
    expect(copy).not.toBe(original);
    expect(copy.list).not.toBe(original.list);
    expect(copy.list[0]).not.toBe(original.list[0]);
  });

  it('cuts data nested a hundred thousand deep', () => {
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(JSON.stringify(copySafely(deep, 1))).toBe(`${'['.repeat(32)}${']'.repeat(32)}`);
  });
});
