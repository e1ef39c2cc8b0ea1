import { isJsonObject, type JsonValue } from '../../json/json.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { anything, flag, object, textThat } from './parameters.js';
import { scalarText } from './scalar-text.js';

/** True for everything but null. */
export const exists: MappingFunctionDefinition = {
  name: 'exists',
  acceptsNull: true,
  parameters: {},
  prepare: () => {
    return (input) => input !== null;
  },
};

type Test = (input: JsonValue) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  null: (input) => input === null,
  not_null: (input) => input !== null,
  exists: (input) => input !== null,
  empty: isEmpty,
  not_empty: (input) => !isEmpty(input),
};

const EQUALS = 'equals:';
const NOT_EQUALS = 'not_equals:';
const CONDITIONS = 'null, not_null, empty, not_empty, exists, equals:x or not_equals:x';

/** `then` when the condition holds for the input, otherwise `else`. `equals:x` compares the text of a string, number or boolean. */
export const choose: MappingFunctionDefinition = {
  name: 'if',
  acceptsNull: true,
  parameters: {
    condition: textThat(CONDITIONS, (value) => compileTest(value) !== undefined, { isRequired: true, isFixed: true }),
    then: anything({ isRequired: true }),
    else: anything(),
  },
  prepare: (fixed) => {
    const test = compileTest(fixed.text('condition'));
    return (
      test &&
      ((input, args) => {
        if (test(input)) return args.value('then');
        return args.isGiven('else') ? args.value('else') : input;
      })
    );
  },
};

/** The case named like the text of the input, otherwise `default`. */
export const select: MappingFunctionDefinition = {
  name: 'switch',
  acceptsNull: true,
  parameters: { cases: object({ isRequired: true }), default: anything(), ignoreCase: flag(false) },
  prepare: () => {
    return (input, args) => {
      const wanted = scalarText(input);
      const fold = (value: string): string => (args.flag('ignoreCase') ? value.toLowerCase() : value);
      const cases = Object.entries(args.object('cases'));
      const found = wanted === undefined ? undefined : cases.find(([name]) => fold(name) === fold(wanted));
      if (found) return found[1];
      return args.isGiven('default') ? args.value('default') : input;
    };
  },
};

function compileTest(condition: string): Test | undefined {
  if (condition.startsWith(EQUALS)) return (input) => scalarText(input) === condition.slice(EQUALS.length);
  if (condition.startsWith(NOT_EQUALS)) return (input) => scalarText(input) !== condition.slice(NOT_EQUALS.length);
  return Object.hasOwn(TESTS, condition) ? TESTS[condition] : undefined;
}

function isEmpty(input: JsonValue): boolean {
  if (input === null || input === '') return true;
  if (Array.isArray(input)) return input.length === 0;
  return isJsonObject(input) && Object.keys(input).length === 0;
}
