import { MAX_PATTERN_LENGTH } from '../comparison-predicates.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { flag, text, textThat } from './parameters.js';
import { MAX_RESULT_BYTES } from './result-limits.js';
import { joinWithin } from './scalar-text.js';

/** Every occurrence of `target`, or the first one, replaced. Nothing in `target` and `replacement` is special. */
export const replace: MappingFunctionDefinition = {
  name: 'replace',
  parameters: {
    target: text({ isRequired: true, min: 1 }),
    replacement: text({ fallback: '' }),
    ignoreCase: flag(false),
    replaceFirst: flag(false),
  },
  prepare: () => {
    return (input, args) => {
      if (typeof input !== 'string') return null;
      const target = args.text('target');
      const places = args.flag('ignoreCase')
        ? occurrences(foldCase(input), foldCase(target), args.flag('replaceFirst'))
        : occurrences(input, target, args.flag('replaceFirst'));
      const parts = [0, ...places.map((place) => place + target.length)].map((start, index) =>
        input.slice(start, places[index]),
      );
      return joinWithin(parts, args.text('replacement'), MAX_RESULT_BYTES);
    };
  },
};

function occurrences(input: string, target: string, firstOnly: boolean): readonly number[] {
  const places: number[] = [];
  for (let place = input.indexOf(target); place >= 0; place = input.indexOf(target, place + target.length)) {
    places.push(place);
    if (firstOnly) break;
  }
  return places;
}

/** Lower case unit by unit: unlike `toLowerCase` on the whole, it keeps every position where it was. */
function foldCase(value: string): string {
  return value.replace(/[A-Z\u0080-\uffff]/g, (unit) => {
    const lower = unit.toLowerCase();
    return lower.length === 1 ? lower : unit;
  });
}

/** A replacement with its references can grow with every match; this bounds what one call may build. */
const MAX_REPLACEMENT_LENGTH = 1024;

const FLAGS = 'imsxd';

function areFlags(value: string): boolean {
  return (
    value.length <= FLAGS.length && new Set(value).size === value.length && [...value].every((f) => FLAGS.includes(f))
  );
}

/** Every match of a linear-time regular expression, or the first one, replaced; `$1` and `${name}` stand for groups. */
export const regexReplace: MappingFunctionDefinition = {
  name: 'regex_replace',
  parameters: {
    pattern: text({ isRequired: true, isFixed: true, max: MAX_PATTERN_LENGTH }),
    replacement: text({ fallback: '', max: MAX_REPLACEMENT_LENGTH }),
    flags: textThat('letters of imsxd, each once', areFlags, { fallback: '', isFixed: true }),
    replaceFirst: flag(false),
  },
  prepare: (fixed, { pointer, violations, dependencies: { patterns } }) => {
    const pattern = patterns.compile(fixed.text('pattern'), fixed.text('flags'));
    if (!pattern) {
      violations.add(
        `${pointer}/pattern`,
        'invalid argument',
        'a regular expression without look-around and back-references',
      );
      return undefined;
    }
    return (input, args) => {
      if (typeof input !== 'string' || input.length > MAX_RESULT_BYTES) return null;
      return pattern.replace(input, args.text('replacement'), args.flag('replaceFirst'));
    };
  },
};
