import { RE2JS } from 're2js';
import type { CompiledPattern, Patterns } from '@tessera/core';
import { Re2Pattern } from './re2-pattern.js';
import { Stopwatch } from './stopwatch.js';
import { stripComments } from './strip-comments.js';
import { translateUnicodeEscapes } from './unicode-escapes.js';

const FLAGS: ReadonlyMap<string, number> = new Map([
  ['i', RE2JS.CASE_INSENSITIVE],
  ['m', RE2JS.MULTILINE],
  ['s', RE2JS.DOTALL],
  // Handled before: `x` by taking comments out, `d` (only \n ends a line) because RE2 knows no other line ends.
  ['x', 0],
  ['d', 0],
]);

/** Instructions of a compiled pattern. Time is instructions × input; nested repetitions can be written in few characters. */
const MAX_PROGRAM_SIZE = 1100;

export interface Re2Options {
  /** For replacing and splitting one text; 200 ms. */
  readonly limitMilliseconds?: number;
  /** Milliseconds of a clock that only goes forward; `performance.now` by default. */
  readonly now?: () => number;
}

/**
 * Regular expressions of RE2 (https://github.com/google/re2/wiki/Syntax); `\u0041`, `\u{41}` and `(?<name>…)` of ECMA-262 work too. Flags:
 * `i` ignores case, `m` makes `^` and `$` match at lines, `s` makes `.` match line ends, `x` ignores white space and comments, `d` changes
 * nothing. Look-around, back-references and patterns that compile to more than 1100 instructions are not valid.
 */
export class Re2Patterns implements Patterns {
  private readonly startStopwatch: () => Stopwatch;

  constructor({ limitMilliseconds = 200, now = () => performance.now() }: Re2Options = {}) {
    this.startStopwatch = () => new Stopwatch(now, limitMilliseconds);
  }

  /** Patterns that replace or split throw TesseraError `ERR_OVERLOADED` when finding every match of an input takes longer than the limit. */
  compile(pattern: string, flags: string = ''): CompiledPattern | undefined {
    let bits = 0;
    for (const flag of flags) {
      const bit = FLAGS.get(flag);
      if (bit === undefined) return undefined;
      bits |= bit;
    }
    try {
      const compiled = RE2JS.compile(
        translateUnicodeEscapes(flags.includes('x') ? stripComments(pattern) : pattern),
        bits,
      );
      return compiled.programSize() > MAX_PROGRAM_SIZE ? undefined : new Re2Pattern(compiled, this.startStopwatch);
    } catch {
      return undefined;
    }
  }
}
