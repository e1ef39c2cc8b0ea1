import fc from 'fast-check';
import type { CompiledPattern } from '@tessera/core';
import { Re2Patterns } from '@tessera/regex-re2';

const patterns = new Re2Patterns();

function compile(pattern: string, flags?: string): CompiledPattern {
  const compiled = patterns.compile(pattern, flags);
  if (!compiled) throw new Error(`${pattern} was refused`);
  return compiled;
}

describe('matching', () => {
  it('tells a whole match from a part', () => {
    const digits = compile('[0-9]+');
    expect([digits.matchesWhole('123'), digits.matchesWhole('a123'), digits.matchesWhole('')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([digits.matchesPart('a123b'), digits.matchesPart('abc')]).toEqual([true, false]);
  });

  it('matches the whole input with alternatives of different length', () => {
    expect(compile('a|ab').matchesWhole('ab')).toBe(true);
  });

  it('understands escapes and named groups of ECMA-262', () => {
    expect(compile('(?<kana>[\\u3041-\\u3096]+)/\\d').matchesWhole('かな/7')).toBe(true);
    expect(compile('\\u{1F600}\\ud83d\\uDE00\\u0041').matchesWhole('😀😀A')).toBe(true);
    expect(compile('\\\\u0041').matchesWhole('\\u0041')).toBe(true);
  });

  it('takes characters outside the basic plane as one', () => {
    expect(compile('^.$').matchesWhole('😀')).toBe(true);
  });
});

describe('flags', () => {
  it('are case, lines, dot, comments and unix lines', () => {
    expect(compile('AÉ', 'i').matchesWhole('aé')).toBe(true);
    expect(compile('^b$').matchesPart('a\nb')).toBe(false);
    expect(compile('^b$', 'm').matchesPart('a\nb')).toBe(true);
    expect(compile('a.b').matchesWhole('a\nb')).toBe(false);
    expect(compile('a.b', 's').matchesWhole('a\nb')).toBe(true);
    expect(compile('a.b', 'd').matchesWhole('a\nb')).toBe(false);
    expect(compile(' A . B # a comment', 'imsxd').matchesWhole('a\nb')).toBe(true);
  });

  it('x takes out white space and comments, but not from classes, escapes and quotes', () => {
    const number = compile('(\\d+)   # before the point\n \\. (\\d+) # after it', 'x');
    expect([number.matchesWhole('3.14'), number.matchesWhole('3 . 14')]).toEqual([true, false]);
    expect(compile('a [ #] b', 'x').matchesWhole('a#b')).toBe(true);
    expect(compile('a\\ b\\#', 'x').matchesWhole('a b#')).toBe(true);
    expect(compile('\\Qa #b\\E c', 'x').matchesWhole('a #bc')).toBe(true);
    expect(compile('[] #]', 'x').matchesWhole(' ')).toBe(true);
    expect(compile('[^\\] ] a', 'x').matchesWhole(' a')).toBe(false);
  });

  it('refuses others', () => {
    expect(patterns.compile('a', 'g')).toBeUndefined();
    expect(patterns.compile('a', 'iu')).toBeUndefined();
  });
});

describe('refused patterns', () => {
  it.each([
    '(',
    '[a',
    'a{2,1}',
    '(?=a)',
    '(?<!a)b',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    'a**',
    '\\h',
    '\\u{110000}',
    `${'(?:.?){999}'.repeat(20)}`,
  ])('%s', (pattern) => {
    expect(patterns.compile(pattern)).toBeUndefined();
  });
});

describe('replace', () => {
  it('replaces every match or the first', () => {
    expect(compile('-').replace('+81-90-1234', '', false)).toBe('+81901234');
    expect(compile('-').replace('+81-90-1234', '', true)).toBe('+8190-1234');
    expect(compile('x').replace('abc', '!', false)).toBe('abc');
  });

  it('fills in groups by number and by name', () => {
    const date = compile('(?<year>\\d{4})-(\\d{2})');
    expect(date.replace('2025-01 2026-02', '$2/${year}', false)).toBe('01/2025 02/2026');
    expect(compile('\\d+').replace('a7', '<$0>', false)).toBe('a<7>');
    expect(compile('(a)|(b)').replace('ab', '[$1$2]', false)).toBe('[a][b]');
    expect(compile('(a)').replace('a', '$10', false)).toBe('a0');
  });

  it('takes a backslash for the sign that makes the next character plain', () => {
    expect(compile('a').replace('a', '\\$0 \\\\ \\x', false)).toBe('$0 \\ x');
  });

  it('leaves alone what refers to no group', () => {
    expect(compile('(a)').replace('a', '$2 ${nope} ${toString} $ $$ cost$', false)).toBe(
      '$2 ${nope} ${toString} $ $$ cost$',
    );
    expect(compile('a').replace('a', 'end\\', false)).toBe('end\\');
  });

  it('replaces empty matches', () => {
    expect(compile('').replace('ab', '-', false)).toBe('-a-b-');
    expect(compile('$').replace('ab', '!', false)).toBe('ab!');
  });

  it('replaces as the platform does, for patterns that both understand', () => {
    const sources = ['a', 'a+', '[ab]*', '(a)(b)?', 'b|', '^a', 'c$', '\\s'];
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ') }),
        (source, input) => {
          expect(compile(source).replace(input, '<$0>', false)).toBe(input.replace(new RegExp(source, 'g'), '<$&>'));
          expect(compile(source).split(input)).toEqual(
            input === '' ? [''] : input.split(new RegExp(source.replace('(a)(b)?', '(?:a)(?:b)?'))),
          );
        },
      ),
    );
  });
});

describe('split', () => {
  it('splits at every match and keeps empty parts', () => {
    expect(compile('\\s*,\\s*').split('a , b,,c,')).toEqual(['a', 'b', '', 'c', '']);
    expect(compile(',').split('')).toEqual(['']);
    expect(compile(',').split('abc')).toEqual(['abc']);
  });

  it('splits between characters at empty matches', () => {
    expect(compile('').split('abc')).toEqual(['a', 'b', 'c']);
    expect(compile('x*').split('axb')).toEqual(['a', 'b']);
  });
});

describe('time', () => {
  it('is linear where backtracking would be exponential', () => {
    const started = performance.now();
    expect(compile('(a+)+$').matchesWhole(`${'a'.repeat(50_000)}!`)).toBe(false);
    expect(compile('(?:a?){30}a{30}').matchesWhole('a'.repeat(30))).toBe(true);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is limited when finding every match would be quadratic', () => {
    let now = 0;
    const slow = new Re2Patterns({ limitMilliseconds: 10, now: () => (now += 1) }).compile('a.*z|a');
    expect(slow?.replace('a'.repeat(10), '', false)).toBe('');
    const overloaded = expect.objectContaining({ code: 'ERR_OVERLOADED' });
    expect(() => slow?.replace('a'.repeat(100), '', false)).toThrow(overloaded);
    expect(() => slow?.split('a'.repeat(100))).toThrow(overloaded);
  });
});
