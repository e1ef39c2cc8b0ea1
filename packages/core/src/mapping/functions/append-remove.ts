import { isJsonObject, type JsonValue } from '../../json/json.js';
import { deepEqual } from '../deep-equal.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { anything, text } from './parameters.js';

/** The list with `value` as one more element; null starts a list. */
export const append: MappingFunctionDefinition = {
  name: 'append',
  acceptsNull: true,
  parameters: { value: anything({ isRequired: true }) },
  prepare: () => {
    return (input, args) => {
      if (input === null) return [args.value('value')];
      return Array.isArray(input) ? [...(input as readonly JsonValue[]), args.value('value')] : null;
    };
  },
};

/** A list without the elements equal to `value`, or with the member `field` taken from every object in it. Also takes it from an object. */
export const remove: MappingFunctionDefinition = {
  name: 'remove',
  parameters: { value: anything(), field: text({ min: 1 }) },
  prepare: (fixed, { pointer, violations }) => {
    if (fixed.isGiven('value') === fixed.isGiven('field')) {
      violations.add(pointer, 'invalid argument', 'value or field, one of them');
      return undefined;
    }
    return (input, args) => {
      const field = args.optionalText('field');
      if (!Array.isArray(input)) return field !== undefined && isJsonObject(input) ? withoutMember(input, field) : null;
      const list: readonly JsonValue[] = input;
      if (args.isGiven('value')) return list.filter((element) => !deepEqual(element, args.value('value')));
      return field === undefined ? list : list.map((element) => withoutMember(element, field));
    };
  },
};

function withoutMember(value: JsonValue, name: string): JsonValue {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([member]) => member !== name));
}
