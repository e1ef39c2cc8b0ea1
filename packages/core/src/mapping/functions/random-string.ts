import type { MappingFunctionDefinition } from './mapping-function.js';
import { integer, text } from './parameters.js';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `length` characters of `charset`, each equally likely; a character written twice is twice as likely. Ignores its input. */
export const randomString: MappingFunctionDefinition = {
  name: 'random_string',
  acceptsNull: true,
  parameters: {
    length: integer({ min: 1, max: 256, fallback: 16 }),
    charset: text({ min: 1, max: 1024, fallback: LETTERS_AND_DIGITS }),
  },
  prepare: (_fixed, { dependencies: { randomness } }) => {
    return (_input, args) => {
      const characters = Array.from(args.text('charset'));
      const length = args.optionalNumber('length') ?? 0;
      return Array.from({ length }, () => characters[randomness.integer(characters.length)]).join('');
    };
  },
};
