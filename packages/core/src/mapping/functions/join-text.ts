import type { JsonObject, JsonValue } from '../../json/json.js';
import type { Arguments } from './arguments.js';
import { compilePathArgument, isPathArgument } from './compile-arguments.js';
import type { MappingFunctionDefinition, PrepareContext } from './mapping-function.js';
import { flag, list, text } from './parameters.js';
import { MAX_RESULT_BYTES } from './result-limits.js';
import { joinWithin, scalarText } from './scalar-text.js';

const PLACEHOLDER = '{{value}}';

/** `template` with the input for every `{{value}}`; null counts as empty. */
export const format: MappingFunctionDefinition = {
  name: 'format',
  acceptsNull: true,
  parameters: { template: text({ isRequired: true }) },
  prepare: () => {
    return (input, args) => {
      const value = input === null ? '' : scalarText(input);
      return value === undefined ? null : joinWithin(args.text('template').split(PLACEHOLDER), value, MAX_RESULT_BYTES);
    };
  },
};

/** The elements of a list as one text, between `prefix` and `suffix`. A list in the list, or an object, gives null. */
export const join: MappingFunctionDefinition = {
  name: 'join',
  parameters: {
    separator: text({ fallback: ',' }),
    skipNull: flag(true),
    skipEmpty: flag(false),
    prefix: text({ fallback: '' }),
    suffix: text({ fallback: '' }),
  },
  prepare: () => {
    return (input, args) => {
      const joined = Array.isArray(input) ? joinElements(input, args) : null;
      const parts = [args.text('prefix'), joined ?? '', args.text('suffix')];
      return joined === null ? null : joinWithin(parts, '', MAX_RESULT_BYTES);
    };
  },
};

/** The texts of `values` one after the other; those that start with `$.` are read from the roots. Ignores its input. */
export const concat: MappingFunctionDefinition = {
  name: 'concat',
  acceptsNull: true,
  parameters: {
    values: list({ isRequired: true }),
    separator: text({ fallback: '' }),
    skipNull: flag(true),
    skipEmpty: flag(false),
  },
  prepare: (fixed, context) => {
    const read = compileElements(fixed.list('values'), { ...context, pointer: `${context.pointer}/values` });
    return (
      read && ((_input, args, roots) => joinElements(fixed.has('values') ? read(roots) : args.list('values'), args))
    );
  },
};

/** Elements that are paths in the document are read from the roots; what a path yields is never taken for a path again. */
function compileElements(
  values: readonly JsonValue[],
  context: Omit<PrepareContext, 'compileNested'>,
): ((roots: JsonObject) => readonly JsonValue[]) | undefined {
  const readers = values.map((value, position) =>
    isPathArgument(value)
      ? compilePathArgument(value, { ...context, pointer: `${context.pointer}/${position}` })
      : () => value,
  );
  const valid = readers.filter((reader) => reader !== undefined);
  return valid.length === readers.length ? (roots) => valid.map((read) => read(roots)) : undefined;
}

function joinElements(values: readonly JsonValue[], args: Arguments): string | null {
  const parts: string[] = [];
  for (const value of values) {
    if (value === null && args.flag('skipNull')) continue;
    const part = value === null ? '' : scalarText(value);
    if (part === undefined) return null;
    if (part !== '' || !args.flag('skipEmpty')) parts.push(part);
  }
  return joinWithin(parts, args.text('separator'), MAX_RESULT_BYTES);
}
