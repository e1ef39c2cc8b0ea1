import fc from 'fast-check';
import { fillUrl } from '../../src/execution/fill-url.js';
import { InvalidParameterValueError } from '../../src/mapping/invalid-parameter-value-error.js';
import { url } from './support.js';

const template = url('https://api.example.com/users/', 'id', '/codes');

describe('filling a URL', () => {
  it('puts a value into exactly one percent-encoded segment', () => {
    expect(fillUrl(template, { id: 'a/b?c#d e%2f' }, {})).toBe(
      'https://api.example.com/users/a%2Fb%3Fc%23d%20e%252f/codes',
    );
  });

  it.each([
    ['a number', 42, '42'],
    ['a boolean', true, 'true'],
    ['text beyond ASCII', 'é', '%C3%A9'],
    ['dots that are more than a dot segment', '...', '...'],
  ])('accepts %s', (_what, value, segment) => {
    expect(fillUrl(template, { id: value }, {})).toBe(`https://api.example.com/users/${segment}/codes`);
  });

  it.each([
    ['nothing', {}],
    ['null', { id: null }],
    ['an empty string', { id: '' }],
    ['.', { id: '.' }],
    ['..', { id: '..' }],
    ['a line feed', { id: 'a\nb' }],
    ['NUL', { id: '\0' }],
    ['DEL', { id: '\x7f' }],
    ['a C1 control character', { id: '\x85' }],
    ['an object', { id: { a: 1 } }],
    ['a list', { id: ['a'] }],
    ['a lone surrogate', { id: '\ud800' }],
    ['a name inherited from every object', {}, 'toString'],
  ])('refuses %s as a placeholder value', (_what, values, name = 'id') => {
    expect(() => fillUrl(url('https://api.example.com/', name, ''), values, {})).toThrow(InvalidParameterValueError);
  });

  it('never shows the refused value in the message', () => {
    expect(() => fillUrl(template, { id: 'secret\n' }, {})).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') as string }),
    );
  });

  it('keeps host and path whatever the value is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        let filled: string;
        try {
          filled = fillUrl(template, { id: value }, { q: value });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidParameterValueError);
          return;
        }
        const parsed = new URL(filled);
        expect(parsed.host).toBe('api.example.com');
        expect(parsed.pathname.split('/')).toHaveLength(4);
        expect(decodeURIComponent(parsed.pathname.split('/')[2] ?? '')).toBe(value);
        expect(parsed.searchParams.get('q')).toBe(value);
      }),
    );
  });

  it('leaves null out of the query, repeats lists and writes objects as JSON', () => {
    expect(
      fillUrl(url('https://api.example.com/'), {}, { a: null, b: ['x', null, 'y z'], c: { d: 1 }, e: '', f: false }),
    ).toBe('https://api.example.com/?b=x&b=y%20z&c=%7B%22d%22%3A1%7D&e=&f=false');
  });

  it('appends the query to one that the URL already has', () => {
    expect(fillUrl(url('https://api.example.com/?v=', 'v', ''), { v: 'a&b' }, { c: 1 })).toBe(
      'https://api.example.com/?v=a%26b&c=1',
    );
    expect(fillUrl(url('https://api.example.com/?'), {}, { c: 1 })).toBe('https://api.example.com/?c=1');
  });

  it('does not lose the query behind a fragment', () => {
    expect(fillUrl(url('https://api.example.com/a#top'), {}, { c: 1 })).toBe('https://api.example.com/a?c=1');
  });

  it('finds the value of a placeholder whose name has a dot', () => {
    expect(fillUrl(url('https://api.example.com/', 'user.id', ''), { user: { id: 'u1' } }, {})).toBe(
      'https://api.example.com/u1',
    );
  });
});
