import type { JsonObject, JsonValue } from '@tessera/core';
import { argumentViolations, runFunction } from '../run-rules.js';

type Row = [name: string, args: JsonObject, input: JsonValue, result: JsonValue];

describe('text functions', () => {
  it.each<Row>([
    ['format', { template: 'tel:{{value}}!' }, '+81', 'tel:+81!'],
    ['format', { template: '{{value}}{{value}}' }, 1.5, '1.51.5'],
    ['format', { template: '[{{value}}]' }, null, '[]'],
    ['format', { template: '[{{value}}]' }, '$&$1', '[$&$1]'],
    ['format', { template: 'fixed' }, true, 'fixed'],
    ['format', { template: '{{value}}' }, ['a'], null],
    ['format', { template: '{{value}}' }, { a: 1 }, null],
    ['substring', {}, 'abc', 'abc'],
    ['substring', { start: 1 }, 'abc', 'bc'],
    ['substring', { start: -2 }, 'abc', 'bc'],
    ['substring', { start: 1, end: 2 }, 'abc', 'b'],
    ['substring', { start: 0, end: -1 }, 'abc', 'ab'],
    ['substring', { start: 1, length: 1 }, 'abc', 'b'],
    ['substring', { start: -2, length: 1 }, 'abc', 'b'],
    ['substring', { start: -9, length: 9 }, 'abc', 'abc'],
    ['substring', { start: 2, end: 1 }, 'abc', ''],
    ['substring', { start: 9 }, 'abc', ''],
    ['substring', { start: 1, end: 2 }, 'a😀b', '😀'],
    ['substring', {}, 12, null],
    ['substring', {}, null, null],
    ['replace', { target: '-' }, '1-2-3', '123'],
    ['replace', { target: '-', replacement: '$&' }, '1-2', '1$&2'],
    ['replace', { target: '-', replaceFirst: true }, '1-2-3', '12-3'],
    ['replace', { target: 'AB', replacement: 'x', ignoreCase: true }, 'abAbc', 'xxc'],
    ['replace', { target: 'É', replacement: 'e', ignoreCase: true }, 'Éé', 'ee'],
    ['replace', { target: 'i', replacement: 'x', ignoreCase: true }, 'İi', 'İx'],
    ['replace', { target: 'aa', replacement: 'b' }, 'aaa', 'ba'],
    ['replace', { target: '.' }, 'abc', 'abc'],
    ['replace', { target: 'a' }, 5, null],
    ['regex_replace', { pattern: '[^0-9]', replacement: '' }, '+81-90', '8190'],
    ['regex_replace', { pattern: '(a)(b)', replacement: '$2$1' }, 'abab', 'baba'],
    ['regex_replace', { pattern: 'A', replacement: 'x', flags: 'i' }, 'aA', 'xx'],
    ['regex_replace', { pattern: 'a', replacement: 'x', replaceFirst: true }, 'aa', 'xa'],
    ['regex_replace', { pattern: 'a' }, 'banana', 'bnn'],
    ['regex_replace', { pattern: 'a' }, ['a'], null],
    ['case', { mode: 'upper' }, 'straße', 'STRASSE'],
    ['case', { mode: 'lower' }, 'ÀB', 'àb'],
    ['case', { mode: 'upper', locale: 'tr' }, 'i', 'İ'],
    ['case', { mode: 'lower', locale: 'tr' }, 'I', 'ı'],
    ['case', { mode: 'title' }, 'ann  mARIA lee-smith', 'Ann  Maria Lee-smith'],
    ['case', { mode: 'title', delimiter: '-' }, 'lee-smith', 'Lee-Smith'],
    ['case', { mode: 'camel' }, 'phone number_verified-at', 'phoneNumberVerifiedAt'],
    ['case', { mode: 'camel' }, 'PhoneNumber', 'phoneNumber'],
    ['case', { mode: 'pascal' }, 'phone_number', 'PhoneNumber'],
    ['case', { mode: 'pascal', delimiter: '.' }, 'a.b_c', 'AB_c'],
    ['case', { mode: 'camel' }, '', ''],
    ['case', { mode: 'upper' }, 1, null],
    ['trim', {}, ' \t a b \n', 'a b'],
    ['trim', { mode: 'start' }, ' a ', 'a '],
    ['trim', { mode: 'end' }, ' a ', ' a'],
    ['trim', { chars: '/' }, '/ a//', 'a'],
    ['trim', { chars: '/', whitespace: false }, '/ a/', ' a'],
    ['trim', { whitespace: false }, ' a ', ' a '],
    ['trim', { normalize: true }, ' a \n\n b ', 'a b'],
    ['trim', {}, '   ', ''],
    ['trim', { mode: 'end', chars: '😀' }, 'a😀', 'a'],
    ['trim', {}, false, null],
    ['join', {}, ['a', 1, true, null, ''], 'a,1,true,'],
    ['join', { skipEmpty: true, separator: '; ' }, ['a', '', 'b'], 'a; b'],
    ['join', { skipNull: false }, ['a', null, 'b'], 'a,,b'],
    ['join', { skipNull: false, skipEmpty: true }, ['a', null, 'b'], 'a,b'],
    ['join', { prefix: '[', suffix: ']' }, ['a', 'b'], '[a,b]'],
    ['join', { prefix: '[', suffix: ']' }, [], '[]'],
    ['join', {}, ['a', ['b']], null],
    ['join', {}, 'a', null],
    ['split', {}, 'a,b,,c', ['a', 'b', '', 'c']],
    ['split', { trim: true, removeEmpty: true, limit: 2 }, ' a , ,b,c', ['a', 'b']],
    ['split', { separator: '--' }, 'a--b', ['a', 'b']],
    ['split', { regex: '[;,]' }, 'a;b,c', ['a', 'b', 'c']],
    ['split', {}, '', ['']],
    ['split', { removeEmpty: true }, '', []],
    ['split', {}, 12, null],
    ['normalize', {}, 'ＡＢ①', 'AB1'],
    ['normalize', { form: 'NFC' }, 'e\u0301', 'é'],
    ['normalize', { form: 'NFD' }, 'é', 'e\u0301'],
    ['normalize', { form: 'NFKD' }, 'ﬁ', 'fi'],
    ['normalize', {}, 1, null],
    ['phone_format', {}, '090-1234-5678', '+819012345678'],
    ['phone_format', { format: 'national' }, '+819012345678', '090-1234-5678'],
    ['phone_format', { format: 'international' }, '+819012345678', '+81 90 1234 5678'],
    ['phone_format', { format: 'rfc3966' }, '+819012345678', 'tel:+81-90-1234-5678'],
    ['phone_format', {}, 'no number', null],
    ['phone_format', {}, 9012345678, null],
  ])('%s %j makes of %j: %j', (name, args, input, result) => {
    expect(runFunction(name, args, input)).toEqual(result);
  });

  it('concatenates fixed texts and what paths find, whatever the input', () => {
    const roots = {
      user: { given_name: 'Ann', family_name: 'Lee', middle: null, tricky: '$.user.given_name', tags: ['a', 'b'] },
    };
    const concat = (args: JsonObject): JsonValue => runFunction('concat', args, null, roots);
    expect(concat({ values: ['$.user.given_name', ' ', '$.user.family_name'] })).toBe('Ann Lee');
    expect(concat({ values: ['$.user.given_name', '$.user.middle', '$.user.absent', 1, true], separator: '-' })).toBe(
      'Ann-1-true',
    );
    expect(concat({ values: ['a', '$.user.absent', '', 'b'], separator: '-', skipNull: false })).toBe('a---b');
    expect(concat({ values: ['a', '', 'b'], separator: '-', skipEmpty: true })).toBe('a-b');
    expect(concat({ values: '$.user.tags', separator: '-' })).toBe('a-b');
    expect(concat({ values: ['a', '$.user'] })).toBeNull();
    expect(concat({ values: [] })).toBe('');
    // What a path finds is data: it is not taken for a path again.
    expect(concat({ values: ['$.user.tricky'] })).toBe('$.user.given_name');
  });

  it.each<[string, JsonValue, readonly [string, string][]]>([
    ['format', {}, [['args/template', 'invalid argument']]],
    ['format', { template: 1 }, [['args/template', 'invalid argument']]],
    ['format', { template: 'a', other: 1 }, [['args/other', 'invalid argument']]],
    ['format', { template: '$.a[?(1)]' }, [['args/template', 'invalid path']]],
    ['substring', { end: 1, length: 1 }, [['args/length', 'invalid argument']]],
    [
      'substring',
      { start: 1.5, length: -1 },
      [
        ['args/start', 'invalid argument'],
        ['args/length', 'invalid argument'],
      ],
    ],
    ['replace', {}, [['args/target', 'invalid argument']]],
    ['replace', { target: '' }, [['args/target', 'invalid argument']]],
    ['regex_replace', {}, [['args/pattern', 'invalid argument']]],
    ['regex_replace', { pattern: '(' }, [['args/pattern', 'invalid argument']]],
    ['regex_replace', { pattern: 'a'.repeat(257) }, [['args/pattern', 'invalid argument']]],
    ['regex_replace', { pattern: '$.request_body.pattern' }, [['args/pattern', 'invalid argument']]],
    ['regex_replace', { pattern: 'a', flags: 'g' }, [['args/flags', 'invalid argument']]],
    ['regex_replace', { pattern: 'a', flags: 'ii' }, [['args/flags', 'invalid argument']]],
    ['regex_replace', { pattern: 'a', replacement: 'a'.repeat(1025) }, [['args/replacement', 'invalid argument']]],
    ['case', {}, [['args/mode', 'invalid argument']]],
    [
      'case',
      { mode: 'snake', locale: 'not a locale' },
      [
        ['args/mode', 'invalid argument'],
        ['args/locale', 'invalid argument'],
      ],
    ],
    [
      'trim',
      { mode: 'left', whitespace: 'yes' },
      [
        ['args/mode', 'invalid argument'],
        ['args/whitespace', 'invalid argument'],
      ],
    ],
    ['split', { separator: ',', regex: ',' }, [['args/regex', 'invalid argument']]],
    ['split', { regex: '[' }, [['args/regex', 'invalid argument']]],
    [
      'split',
      { regex: 'a'.repeat(101), limit: 0 },
      [
        ['args/regex', 'invalid argument'],
        ['args/limit', 'invalid argument'],
      ],
    ],
    ['concat', {}, [['args/values', 'invalid argument']]],
    ['concat', { values: ['a', '$.b[?(1)]'] }, [['args/values/1', 'invalid path']]],
    ['normalize', { form: 'nfc' }, [['args/form', 'invalid argument']]],
    ['phone_format', { format: 'E164' }, [['args/format', 'invalid argument']]],
    ['join', 'x', [['args', 'wrong type']]],
  ])('%s refuses %j', (name, args, expected) => {
    expect(argumentViolations(name, args)).toEqual(expected);
  });
});
