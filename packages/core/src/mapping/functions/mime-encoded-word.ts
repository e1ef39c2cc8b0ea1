import { base64OfBytes } from './base64-bytes.js';
import { charsetNamed, encodeText } from './charsets.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { oneOf, textThat } from './parameters.js';
import { MAX_RESULT_BYTES } from './result-limits.js';

/** Longest encoded word (RFC 2047 §2). */
const MAX_WORD_LENGTH = 75;

/** Bytes that stand for themselves wherever an encoded word may be (RFC 2047 §5, rule 3). */
const PLAIN_IN_Q = /^[A-Za-z0-9!*+/-]$/;

interface WordEncoding {
  /** Length of the encoded text of bytes that need `units`. */
  lengthOf(units: number): number;
  /** What bytes add to the units. */
  unitsOf(bytes: readonly number[]): number;
  encode(bytes: readonly number[]): string;
}

const ENCODINGS: Readonly<Record<string, WordEncoding>> = {
  B: {
    lengthOf: (units) => Math.ceil(units / 3) * 4,
    unitsOf: (bytes) => bytes.length,
    encode: (bytes) => base64OfBytes(bytes),
  },
  Q: {
    lengthOf: (units) => units,
    unitsOf: (bytes) => bytes.reduce((sum, byte) => sum + quotedPrintable(byte).length, 0),
    encode: (bytes) => bytes.map(quotedPrintable).join(''),
  },
};

/** The text as encoded words of RFC 2047, as many as their length asks for, with a space between them that readers leave out. */
export const mimeEncodedWord: MappingFunctionDefinition = {
  name: 'mimeEncodedWord',
  parameters: {
    charset: textThat('UTF-8, ISO-8859-1 or US-ASCII', (name) => charsetNamed(name) !== undefined, {
      fallback: 'UTF-8',
    }),
    encoding: oneOf(Object.keys(ENCODINGS), { fallback: 'B' }),
  },
  prepare: () => {
    return (input, args) => {
      if (typeof input !== 'string' || input.length > MAX_RESULT_BYTES) return null;
      return encodeWords(input, charsetNamed(args.text('charset')) ?? 'UTF-8', args.text('encoding'));
    };
  },
};

function encodeWords(text: string, charset: string, name: string): string | null {
  const encoding = ENCODINGS[name];
  const prefix = `=?${charset}?${name}?`;
  const words: string[] = [];
  let bytes: number[] = [];
  let units = 0;
  // Whole characters only: each word must be readable by itself (RFC 2047 §5).
  for (const character of text) {
    const encoded = encodeText(character, charset);
    if (!encoded || !encoding) return null;
    const added = encoding.unitsOf(encoded);
    if (prefix.length + encoding.lengthOf(units + added) + 2 > MAX_WORD_LENGTH) {
      words.push(`${prefix}${encoding.encode(bytes)}?=`);
      bytes = [];
      units = 0;
    }
    bytes.push(...encoded);
    units += added;
  }
  if (encoding && bytes.length > 0) words.push(`${prefix}${encoding.encode(bytes)}?=`);
  return words.join(' ');
}

function quotedPrintable(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === ' ') return '_';
  if (PLAIN_IN_Q.test(character)) return character;
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
