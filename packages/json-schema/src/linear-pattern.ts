import { RE2JS } from 're2js';
import { translateUnicodeEscapes } from './unicode-escapes.js';

/** Longest pattern that is accepted, in UTF-16 units (specification 1.5). */
export const MAX_PATTERN_LENGTH = 256;

/** Instructions of a compiled pattern. Time is instructions × input, and nested repetitions can be written in few characters. */
const MAX_PROGRAM_SIZE = 1100;

/** The part of a regular expression that a compiled schema uses; Ajv tells patterns apart by their text. */
export interface LinearPattern {
  test(input: string): boolean;
  toString(): string;
}

/**
 * An ECMA-262 pattern on RE2: time linear in the input.
 * @throws Error when it is too long, repeats too much or uses what RE2 cannot do (look-around, back-references)
 */
export function linearPattern(pattern: string): LinearPattern {
  if (pattern.length > MAX_PATTERN_LENGTH)
    throw new Error(`pattern is longer than ${String(MAX_PATTERN_LENGTH)} characters`);
  const compiled = RE2JS.compile(translateUnicodeEscapes(pattern));
  if (compiled.programSize() > MAX_PROGRAM_SIZE) throw new Error('pattern repeats too much');
  return { test: (input) => compiled.test(input), toString: () => pattern };
}

/** Tells whether {@link linearPattern} takes the pattern. */
export function isLinearPattern(pattern: string): boolean {
  try {
    linearPattern(pattern);
    return true;
  } catch {
    return false;
  }
}
