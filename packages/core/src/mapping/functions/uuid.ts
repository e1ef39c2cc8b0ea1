import type { MappingFunctionDefinition } from './mapping-function.js';
import { flag, integer, text, textThat } from './parameters.js';
import { scalarText } from './scalar-text.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** RFC 9562 §6.6. */
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['DNS', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'],
  ['URL', '6ba7b811-9dad-11d1-80b4-00c04fd430c8'],
  ['OID', '6ba7b812-9dad-11d1-80b4-00c04fd430c8'],
  ['X500', '6ba7b814-9dad-11d1-80b4-00c04fd430c8'],
]);

/** A random UUID (version 4). Ignores its input. */
export const uuid4: MappingFunctionDefinition = {
  name: 'uuid4',
  acceptsNull: true,
  parameters: {},
  prepare: (_fixed, { dependencies }) => {
    return () => dependencies.randomness.uuid();
  },
};

/** A name-based UUID (version 5) of `name`, or of the input, in a known namespace or that of a UUID. */
export const uuid5: MappingFunctionDefinition = {
  name: 'uuid5',
  acceptsNull: true,
  parameters: {
    namespace: textThat('DNS, URL, OID, X500 or a UUID', (value) => NAMESPACES.has(value) || UUID.test(value), {
      isRequired: true,
    }),
    name: text(),
  },
  prepare: (_fixed, { dependencies: { digests } }) => {
    return (input, args) => {
      const name = args.isGiven('name') ? args.optionalText('name') : scalarText(input);
      const namespace = args.text('namespace');
      return name === undefined ? null : digests.uuid5(NAMESPACES.get(namespace) ?? namespace.toLowerCase(), name);
    };
  },
};

const LOWER_CASE_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const AMBIGUOUS = /[01ilo]/g;

/** A short random id of lower-case letters and digits, without 0, 1, i, l and o unless told otherwise. Ignores its input. */
export const uuidShort: MappingFunctionDefinition = {
  name: 'uuid_short',
  acceptsNull: true,
  parameters: {
    length: integer({ min: 4, max: 32, fallback: 8 }),
    uppercase: flag(false),
    exclude_ambiguous: flag(true),
  },
  prepare: (_fixed, { dependencies: { randomness } }) => {
    return (_input, args) => {
      const all = LOWER_CASE_AND_DIGITS;
      const alphabet = args.flag('exclude_ambiguous') ? all.replace(AMBIGUOUS, '') : all;
      const length = args.optionalNumber('length') ?? 0;
      const id = Array.from({ length }, () => alphabet.charAt(randomness.integer(alphabet.length))).join('');
      return args.flag('uppercase') ? id.toUpperCase() : id;
    };
  },
};
