import fc from 'fast-check';
import type { JsonPathReader, JsonPathSegment, JsonValue } from '@tessera/core';
import { compileJsonPath, parseJsonPath, type CompiledJsonPath } from '../../src/mapping/json-path.js';
import { naivePathReader } from './fakes.js';

function compile(text: string, reader: JsonPathReader = naivePathReader): CompiledJsonPath {
  const path = compileJsonPath(text, reader);
  if (path.problem !== undefined) throw new Error(path.problem);
  return path;
}

const member = (name: string) => ({ kind: 'member', name }) as const;
const index = (position: number) => ({ kind: 'index', index: position }) as const;

describe('parseJsonPath', () => {
  it.each<[string, readonly JsonPathSegment[]]>([
    ['$', []],
    ['$.a.b', [member('a'), member('b')]],
    ['$.sms-authentication.success_count', [member('sms-authentication'), member('success_count')]],
    ['$.日本語', [member('日本語')]],
    ['$.0', [member('0')]],
    [`$['a b']["c"]`, [member('a b'), member('c')]],
    [`$['it\\'s']["\\u0041\\n"]`, [member("it's"), member('A\n')]],
    ["$['']", [member('')]],
    ['$.list[0]', [member('list'), index(0)]],
    ['$.list[-1]', [member('list'), index(-1)]],
    ['$[ 1 ]', [index(1)]],
    ['$[0:2]', [{ kind: 'slice', start: 0, end: 2 }]],
    ['$[-2:]', [{ kind: 'slice', start: -2 }]],
    ['$[::-1]', [{ kind: 'slice', step: -1 }]],
    ['$[:]', [{ kind: 'slice' }]],
    ["$['a','b']", [{ kind: 'union', selectors: ['a', 'b'] }]],
    ['$[0, -1]', [{ kind: 'union', selectors: [0, -1] }]],
    ["$['a','a']", [member('a')]],
    ['$.*', [{ kind: 'wildcard' }]],
    ['$.list[*].id', [member('list'), { kind: 'wildcard' }, member('id')]],
    ['$..id', [{ kind: 'descent', selector: member('id') }]],
    ['$..*', [{ kind: 'descent', selector: { kind: 'wildcard' } }]],
    ["$..['a']", [{ kind: 'descent', selector: member('a') }]],
    ['$..[0:1]', [{ kind: 'descent', selector: { kind: 'slice', start: 0, end: 1 } }]],
  ])('reads %s', (text, segments) => {
    expect(parseJsonPath(text)).toEqual({ segments });
  });

  it.each([
    '',
    'a',
    '.a',
    'a.b',
    ' $',
    '@.a',
    '$.',
    '$..',
    '$...a',
    '$a',
    '$ .a',
    '$.a ',
    '$.a b',
    '$[',
    '$[]',
    '$[a]',
    "$['a",
    '$["a\']',
    '$[0',
    '$[1.5]',
    '$[01]',
    '$[-0]',
    '$[--1]',
    '$[0:1:0]',
    '$[0:1,2]',
    '$[1,]',
    '$[,1]',
    "$['\\x41']",
    "$['\\u12']",
    '$.a-b()',
    '$.list.length()',
    '$.list.sum()',
    '$()',
    '$[?(@.a)]',
    '$[?@.a]',
    '$[(@.length-1)]',
    '$.(a)',
    '$..[?(1)]',
    '$.a[(1)]',
    '$.a:b',
    '$[99999999999999999]',
  ])('refuses %j', (text) => {
    const { segments, problem } = parseJsonPath(text);
    expect(segments).toBeUndefined();
    expect(problem).not.toBe('');
  });

  it('refuses more than 512 characters, and takes 512', () => {
    expect(parseJsonPath(`$.${'a'.repeat(510)}`).problem).toBeUndefined();
    expect(parseJsonPath(`$.${'a'.repeat(511)}`).problem).toBe('longer than 512 characters');
  });

  it('never throws, whatever the text', () => {
    const pathLike = fc
      .string({ unit: fc.constantFrom(...`$.[]*'"\\,:?()@-01a_ u`), maxLength: 20 })
      .map((text) => `$${text}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), pathLike), (text) => {
        const { segments, problem } = parseJsonPath(text);
        expect((segments === undefined) !== (problem === undefined)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('compileJsonPath', () => {
  const ROOT = { user: { name: 'Ann', empty: null, list: [1, [2, 3]] }, 'sms-authentication': { success_count: 1 } };

  it.each<[string, JsonValue | undefined]>([
    ['$', ROOT],
    ['$.user.name', 'Ann'],
    ['$.user.empty', null],
    ['$.user.list[0]', 1],
    ['$.user.list[-1][0]', 2],
    ['$.sms-authentication.success_count', 1],
    ['$.user.absent', undefined],
    ['$.user.name.length', undefined],
    ['$.user.list.length', undefined],
    ['$.user.list.0', undefined],
    ['$.user.list[2]', undefined],
    ['$.user.list[-3]', undefined],
    ['$.user[0]', undefined],
    ['$.user.name[0]', undefined],
    ['$.user.toString', undefined],
    ['$.user.constructor.name', undefined],
    ['$.user.__proto__', undefined],
  ])('reads %s as %j', (text, value) => {
    expect(compile(text).read(ROOT)).toEqual(value);
  });

  it('walks definite paths itself and leaves the others to the reader, compiled once', () => {
    const compiled: (readonly JsonPathSegment[])[] = [];
    const reader: JsonPathReader = {
      compile: (segments) => {
        compiled.push(segments);
        return () => ['found'];
      },
    };
    expect(compile('$.a[0]', reader).isDefinite).toBe(true);
    const path = compile('$.a[*]', reader);
    expect(path.isDefinite).toBe(false);
    expect([path.read({}), path.read({})]).toEqual([['found'], ['found']]);
    expect(compiled).toEqual([path.segments]);
  });

  it('takes an empty list of an indefinite path for nothing, and an empty list in the data for itself', () => {
    expect(compile('$.list[*]').read({ list: [] })).toBeUndefined();
    expect(compile('$.list').read({ list: [] })).toEqual([]);
    expect(compile('$.list[*]').read({ list: [null] })).toEqual([null]);
  });

  it('does not compile a bad path', () => {
    expect(compileJsonPath('$[?(@.a)]', naivePathReader)).toEqual({
      problem: 'filters are not supported at position 2',
    });
  });

  it('reads definite paths as a plain walk does', () => {
    const step = fc.oneof(fc.string(), fc.integer({ min: -3, max: 3 }));
    const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(json, fc.array(step, { maxLength: 4 }), (root, steps) => {
        const text = `$${steps.map((name) => `[${typeof name === 'string' ? quoted(name) : String(name)}]`).join('')}`;
        expect(compile(text).read(root)).toEqual(naivePathReader.compile(compile(text).segments)(root)[0]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds every value of a document under its own path', () => {
    const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(json, (root) => {
        for (const [text, value] of places(root, '$'))
          if (text.length <= 512) expect(compile(text).read(root)).toEqual(value);
      }),
    );
  });
});

function quoted(name: string): string {
  return `'${name.replace(/[\\']/g, '\\$&')}'`;
}

function places(value: JsonValue, text: string): readonly [string, JsonValue][] {
  if (typeof value !== 'object' || value === null) return [[text, value]];
  const isList = Array.isArray(value);
  const below = Object.entries<JsonValue>(value as Record<string, JsonValue>);
  return [
    [text, value],
    ...below.flatMap(([name, child]) => places(child, `${text}[${isList ? name : quoted(name)}]`)),
  ];
}
