import fc from 'fast-check';
import type { JsonPathSegment, JsonValue } from '@tessera/core';
import { JsonPathLibraryReader } from '@tessera/jsonpath';

const reader = new JsonPathLibraryReader();
const member = (name: string) => ({ kind: 'member', name }) as const;
const index = (position: number) => ({ kind: 'index', index: position }) as const;
const union = (...selectors: (string | number)[]) => ({ kind: 'union', selectors }) as const;
const wildcard = { kind: 'wildcard' } as const;
const descent = (selector: Exclude<JsonPathSegment, { kind: 'descent' }>) => ({ kind: 'descent', selector }) as const;

function read(root: JsonValue, ...segments: JsonPathSegment[]): readonly JsonValue[] {
  return reader.compile(segments)(root);
}

const SHOP = {
  list: [
    { id: 1, tags: ['a', 'b'] },
    { id: 2, tags: [] },
    { id: 3, name: 'third', tags: ['c'] },
  ],
  owner: { id: 9, 'first name': 'Ann' },
};

describe('JsonPathLibraryReader', () => {
  it('selects every element and member with a wildcard', () => {
    expect(read(SHOP, member('list'), wildcard, member('id'))).toEqual([1, 2, 3]);
    expect(read(SHOP, member('owner'), wildcard)).toEqual([9, 'Ann']);
    expect(read(SHOP, member('list'), wildcard, member('tags'), wildcard)).toEqual(['a', 'b', 'c']);
  });

  it('selects nothing from scalars and null', () => {
    for (const root of [1, 'text', true, null]) {
      expect(read(root, wildcard)).toEqual([]);
      expect(read(root, descent(wildcard))).toEqual([]);
      expect(read(root, { kind: 'slice' })).toEqual([]);
    }
  });

  it('selects unions in the order written, of names and of positions', () => {
    expect(read(SHOP, member('owner'), union('first name', 'id', 'absent'))).toEqual(['Ann', 9]);
    expect(read(SHOP, member('list'), union(-1, 0), member('id'))).toEqual([3, 1]);
  });

  it('selects a position only once when a union names it twice', () => {
    expect(read([7], union(0, -1))).toEqual([7]);
    expect(read([7], union(-2, 1))).toEqual([]);
  });

  it('descends parents first', () => {
    expect(read(SHOP, descent(member('id')))).toEqual([1, 2, 3, 9]);
    expect(read({ a: { id: 1 }, id: 2 }, descent(member('id')))).toEqual([2, 1]);
    expect(read(SHOP, descent(index(-1)))).toEqual([SHOP.list[2], 'b', 'c']);
    expect(read({ a: 1, b: [2, { a: 3 }] }, descent(wildcard))).toEqual([1, [2, { a: 3 }], 2, { a: 3 }, 3]);
    expect(read({ a: 1, b: [2, { a: 3 }] }, descent(union('a', 'b')))).toEqual([1, [2, { a: 3 }], 3]);
    expect(read([[1, 2, 3], [4]], descent({ kind: 'slice', end: 1 }))).toEqual([[1, 2, 3], 1, 4]);
  });

  it('lists a node below two descents once', () => {
    expect(read({ a: { a: { a: 1 } } }, descent(member('a')), descent(member('a')))).toEqual([{ a: 1 }, 1]);
  });

  it('lists data that stands in two places twice', () => {
    const shared = { id: 1 };
    expect(read({ left: shared, right: shared }, descent(member('id')))).toEqual([1, 1]);
  });

  it('keeps to own properties', () => {
    for (const name of ['toString', 'constructor', '__proto__', 'length', 'hasOwnProperty']) {
      expect(read([{ a: 1 }, [1], 'text'], wildcard, member(name))).toEqual([]);
      expect(read([{ a: 1 }, [1], 'text'], descent(union(name, 'b')))).toEqual([]);
    }
    const parsed = JSON.parse('[{"__proto__":1,"constructor":2}]') as JsonValue;
    expect(read(parsed, wildcard, union('__proto__', 'constructor'))).toEqual([1, 2]);
  });

  it('takes names that the lexer of the library could not read', () => {
    for (const name of ['sms-authentication', `'"\\`, '?(@.a)', '(@.length-1)', '', '日本語', '*']) {
      expect(read([{ [name]: 1 }], wildcard, member(name))).toEqual([1]);
      expect(read({ [name]: 1 }, union(name, 'other'))).toEqual([1]);
      expect(read({ x: { [name]: 1 } }, descent(member(name)))).toEqual([1]);
    }
  });

  it('visits at most 10,000 nodes in a descent', () => {
    const wide = Array.from({ length: 20_000 }, (_, id) => ({ id }));
    // The list itself, then each object and its id.
    expect(read(wide, descent(member('id')))).toHaveLength(5000);
  });

  it('survives data nested a hundred thousand deep', () => {
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(read(deep, descent(index(0)))).toHaveLength(10_000);
    expect(read(deep, descent(wildcard), descent(wildcard), descent(wildcard)).length).toBeLessThanOrEqual(10_000);
  });

  it('is not multiplied by selectors that overlap', () => {
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 80; depth += 1) deep = [deep];
    const segments = Array.from({ length: 80 }, () => union(0, -1));
    expect(read(deep, ...segments)).toEqual([1]);
  });

  it('slices as RFC 9535 says', () => {
    const bound = fc.option(fc.integer({ min: -8, max: 8 }), { nil: undefined });
    const step = fc.option(
      fc.integer({ min: -3, max: 3 }).filter((value) => value !== 0),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 6 }), bound, bound, step, (list, start, end, by) => {
        const slice = {
          ...(start === undefined ? {} : { start }),
          ...(end === undefined ? {} : { end }),
          ...(by === undefined ? {} : { step: by }),
        };
        expect(read(list, { kind: 'slice', ...slice })).toEqual(sliced(list, slice));
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees with a plain walk, and leaves the data alone', () => {
    const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(json, (root) => {
        const before = JSON.stringify(root);
        expect(read(root, wildcard)).toEqual(childrenOf(root));
        expect(read(root, wildcard, wildcard)).toEqual(childrenOf(root).flatMap(childrenOf));
        expect(read(root, descent(wildcard))).toEqual(selfAndBelow(root).flatMap(childrenOf));
        expect(JSON.stringify(root)).toBe(before);
      }),
    );
  });
});

/** RFC 9535 §2.3.4.2.2, word for word. */
function sliced(
  list: readonly number[],
  { start, end, step = 1 }: { start?: number; end?: number; step?: number },
): number[] {
  const normalise = (position: number): number => (position >= 0 ? position : list.length + position);
  const [from, to] = step > 0 ? [start ?? 0, end ?? list.length] : [start ?? list.length - 1, end ?? -list.length - 1];
  const clamp = (position: number, low: number, high: number): number =>
    Math.min(Math.max(normalise(position), low), high);
  const selected: number[] = [];
  if (step > 0) {
    for (let at = clamp(from, 0, list.length); at < clamp(to, 0, list.length); at += step)
      selected.push(list[at] ?? NaN);
  } else {
    const last = list.length - 1;
    for (let at = clamp(from, -1, last); at > clamp(to, -1, last); at += step) selected.push(list[at] ?? NaN);
  }
  return selected;
}

function childrenOf(value: JsonValue): readonly JsonValue[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function selfAndBelow(value: JsonValue): readonly JsonValue[] {
  return [value, ...childrenOf(value).flatMap(selfAndBelow)];
}
