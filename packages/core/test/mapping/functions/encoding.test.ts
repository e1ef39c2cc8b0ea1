import fc from 'fast-check';
import type { JsonValue } from '@tessera/core';
import { utf8Bytes, utf8Length } from '../../../src/mapping/functions/utf8.js';
import { argumentViolations, runFunction } from '../run-rules.js';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('UTF-8', () => {
  it('is what the platform makes of any text, lone surrogates included', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', 'a', 'é', '日', '😀') })),
        (text) => {
          expect(utf8Bytes(text)).toEqual([...Buffer.from(text, 'utf8')]);
          expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'));
        },
      ),
    );
  });
});

describe('base64', () => {
  it('is what the platform makes of any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(runFunction('base64', {}, text)).toBe(Buffer.from(text, 'utf8').toString('base64'));
        expect(runFunction('base64', { url_safe: true, padding: false }, text)).toBe(
          Buffer.from(text, 'utf8').toString('base64url'),
        );
      }),
    );
  });

  it('encodes in other charsets, and gives null for characters that they lack', () => {
    expect(runFunction('base64', { charset: 'iso-8859-1' }, 'é')).toBe('6Q==');
    expect(runFunction('base64', { charset: 'ISO-8859-1' }, '日')).toBeNull();
    expect(runFunction('base64', { charset: 'US-ASCII' }, 'é')).toBeNull();
    expect(runFunction('base64', { charset: 'US-ASCII' }, 'a')).toBe('YQ==');
  });

  it('refuses charsets it does not know', () => {
    expect(argumentViolations('base64', { charset: 'Shift_JIS', urlSafe: true })).toEqual([
      ['args/urlSafe', 'invalid argument'],
      ['args/charset', 'invalid argument'],
    ]);
  });
});

describe('mimeEncodedWord', () => {
  it.each<[Record<string, JsonValue>, string, string]>([
    [{}, '認証コード', '=?UTF-8?B?6KqN6Ki844Kz44O844OJ?='],
    [{ encoding: 'Q' }, 'Grüße, Ann_', '=?UTF-8?Q?Gr=C3=BC=C3=9Fe=2C_Ann=5F?='],
    [{ encoding: 'Q', charset: 'iso-8859-1' }, 'ü', '=?ISO-8859-1?Q?=FC?='],
    [{}, 'a\r\nBcc: x', '=?UTF-8?B?YQ0KQmNjOiB4?='],
    [{}, '', ''],
  ])('%j makes of %j: %s', (args, input, result) => {
    expect(runFunction('mimeEncodedWord', args, input)).toBe(result);
  });

  it('cuts long texts into words of at most 75 characters that can be read one by one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.constantFrom('B', 'Q'), (text, encoding) => {
        const result = runFunction('mimeEncodedWord', { encoding }, text);
        const words = (typeof result === 'string' ? result : 'null').split(' ').filter((word) => word !== '');
        expect(words.every((word) => word.length <= 75 && /^=\?UTF-8\?[BQ]\?[!-~]*\?=$/.test(word))).toBe(true);
        expect(words.map(decodeWord).join('')).toBe(Buffer.from(text, 'utf8').toString('utf8'));
      }),
    );
  });

  it('takes no other values and arguments', () => {
    expect(runFunction('mimeEncodedWord', {}, 1)).toBeNull();
    expect(runFunction('mimeEncodedWord', { charset: 'US-ASCII' }, 'é')).toBeNull();
    expect(argumentViolations('mimeEncodedWord', { encoding: 'b' })).toEqual([['args/encoding', 'invalid argument']]);
  });
});

function decodeWord(word: string): string {
  const [, , encoding, text = ''] = word.split('?');
  if (encoding === 'B') return Buffer.from(text, 'base64').toString('utf8');
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
