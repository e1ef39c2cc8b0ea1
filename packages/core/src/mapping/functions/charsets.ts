import { utf8Bytes } from './utf8.js';

/** Charsets that `base64` and `mimeEncodedWord` know, by their IANA names; the case of names does not matter. */
const HIGHEST_CODE_POINTS: Readonly<Record<string, number>> = {
  'UTF-8': 0x10ffff,
  'ISO-8859-1': 0xff,
  'US-ASCII': 0x7f,
};

/** The IANA name of a known charset. */
export function charsetNamed(name: string): string | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(HIGHEST_CODE_POINTS, upper) ? upper : undefined;
}

/** The bytes of a text in a charset of {@link charsetNamed}; undefined when it has a character that the charset lacks. */
export function encodeText(text: string, charset: string): readonly number[] | undefined {
  if (charset === 'UTF-8') return utf8Bytes(text);
  const highest = HIGHEST_CODE_POINTS[charset] ?? 0;
  const bytes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return bytes.every((byte) => byte <= highest) ? bytes : undefined;
}
