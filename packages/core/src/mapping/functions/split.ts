import type { CompiledPattern } from '../../ports/patterns.js';
import type { MappingFunctionDefinition, PrepareContext } from './mapping-function.js';
import { flag, integer, text } from './parameters.js';
import { MAX_RESULT_BYTES } from './result-limits.js';

const MAX_SPLIT_PATTERN_LENGTH = 100;

/**
 * The parts of a text between `separator`, or between the matches of `regex`. They are trimmed first, empty ones are removed next, and the
 * first `limit` of them are kept.
 */
export const split: MappingFunctionDefinition = {
  name: 'split',
  parameters: {
    separator: text({ min: 1, fallback: ',' }),
    regex: text({ min: 1, max: MAX_SPLIT_PATTERN_LENGTH, isFixed: true }),
    trim: flag(false),
    removeEmpty: flag(false),
    limit: integer({ min: 1 }),
  },
  prepare: (fixed, context) => {
    if (fixed.isGiven('separator') && fixed.isGiven('regex')) {
      context.violations.add(`${context.pointer}/regex`, 'invalid argument', 'separator or regex, not both');
      return undefined;
    }
    const pattern = compilePattern(fixed.optionalText('regex'), context);
    if (fixed.isGiven('regex') && !pattern) return undefined;
    return (input, args) => {
      if (typeof input !== 'string' || input.length > MAX_RESULT_BYTES) return null;
      const parts = pattern ? pattern.split(input) : input.split(args.text('separator'));
      const trimmed = args.flag('trim') ? parts.map((part) => part.trim()) : parts;
      const kept = args.flag('removeEmpty') ? trimmed.filter((part) => part !== '') : trimmed;
      return kept.slice(0, args.optionalNumber('limit'));
    };
  },
};

function compilePattern(
  regex: string | undefined,
  { pointer, violations, dependencies }: PrepareContext,
): CompiledPattern | undefined {
  if (regex === undefined) return undefined;
  const pattern = dependencies.patterns.compile(regex);
  if (!pattern) {
    const expected = 'a regular expression without look-around and back-references';
    violations.add(`${pointer}/regex`, 'invalid argument', expected);
  }
  return pattern;
}
