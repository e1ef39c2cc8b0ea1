import type { MappingFunctionDefinition } from './mapping-function.js';
import { flag, oneOf, text } from './parameters.js';

const BLANK = /^\s$/u;

/** Without blanks and the characters of `chars` at its ends; `normalize` makes every inner run of blanks one space. */
export const trim: MappingFunctionDefinition = {
  name: 'trim',
  parameters: {
    mode: oneOf(['both', 'start', 'end'], { fallback: 'both' }),
    chars: text({ min: 1 }),
    whitespace: flag(true),
    normalize: flag(false),
  },
  prepare: () => {
    return (input, args) => {
      if (typeof input !== 'string') return null;
      const chars = new Set(args.text('chars'));
      const trimsBlanks = args.flag('whitespace');
      const isTrimmed = (character: string): boolean => chars.has(character) || (trimsBlanks && BLANK.test(character));
      const trimmed = trimCharacters(Array.from(input), args.text('mode'), isTrimmed);
      return args.flag('normalize') ? trimmed.replace(/\s+/gu, ' ') : trimmed;
    };
  },
};

function trimCharacters(
  characters: readonly string[],
  mode: string,
  isTrimmed: (character: string) => boolean,
): string {
  const kept = (character: string): boolean => !isTrimmed(character);
  const first = mode === 'end' ? 0 : characters.findIndex(kept);
  if (first < 0) return '';
  const last = mode === 'start' ? characters.length - 1 : characters.findLastIndex(kept);
  return characters.slice(first, last + 1).join('');
}
