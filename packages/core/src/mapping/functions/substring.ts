import type { MappingFunctionDefinition } from './mapping-function.js';
import { integer } from './parameters.js';

/**
 * Characters from `start` up to, not including, `end`, or `length` of them. Negative positions count from the end; positions outside the
 * text are its ends. Counts code points, so that no character is cut in two.
 */
export const substring: MappingFunctionDefinition = {
  name: 'substring',
  parameters: { start: integer({ fallback: 0 }), end: integer(), length: integer({ min: 0 }) },
  prepare: (fixed, { pointer, violations }) => {
    if (fixed.isGiven('end') && fixed.isGiven('length')) {
      violations.add(`${pointer}/length`, 'invalid argument', 'end or length, not both');
      return undefined;
    }
    return (input, args) => {
      if (typeof input !== 'string') return null;
      const characters = Array.from(input);
      const start = positionIn(characters.length, args.optionalNumber('start') ?? 0);
      const length = args.optionalNumber('length');
      const end = length === undefined ? args.optionalNumber('end') : start + length;
      return characters.slice(start, positionIn(characters.length, end ?? characters.length)).join('');
    };
  },
};

function positionIn(length: number, position: number): number {
  return Math.min(length, Math.max(0, position < 0 ? length + position : position));
}
