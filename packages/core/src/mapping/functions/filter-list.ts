import { isJsonObject, type JsonValue } from '../../json/json.js';
import { compileFilterCondition } from './filter-condition.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { flag, text } from './parameters.js';

/** The elements for which the condition holds, or with `negate` the others. With `field` it looks at that member of each element. */
export const filterList: MappingFunctionDefinition = {
  name: 'filter',
  parameters: {
    condition: text({ isRequired: true, isFixed: true, min: 1, max: 1024 }),
    field: text({ min: 1 }),
    negate: flag(false),
  },
  prepare: (fixed, { pointer, violations }) => {
    const test = compileFilterCondition(fixed.text('condition'));
    if (!test) {
      violations.add(`${pointer}/condition`, 'invalid argument', 'a condition over {{value}}');
      return undefined;
    }
    return (input, args) => {
      if (!Array.isArray(input)) return null;
      const field = args.optionalText('field');
      const isWanted = !args.flag('negate');
      return (input as readonly JsonValue[]).filter(
        (element) => test(field === undefined ? element : memberOf(element, field)) === isWanted,
      );
    };
  },
};

/** An own member of an object, null for anything else. */
export function memberOf(value: JsonValue, name: string): JsonValue {
  return isJsonObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}
