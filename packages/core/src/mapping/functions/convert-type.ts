import type { JsonValue } from '../../json/json.js';
import { InvalidParameterValueError } from '../invalid-parameter-value-error.js';
import { CONVERSIONS, type Conversion } from './conversions.js';
import { isLocale } from './letter-case.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { anything, flag, oneOf, textThat } from './parameters.js';

/**
 * The input as another type; see {@link CONVERSIONS}. What cannot be converted gives null, `default`, or an error for the caller.
 * Null is no value to convert: it stays null.
 */
export const convertType: MappingFunctionDefinition = {
  name: 'convert_type',
  parameters: {
    type: oneOf(Object.keys(CONVERSIONS), { isRequired: true, isFixed: true }),
    trim: flag(true),
    locale: textThat('BCP 47 language tag', isLocale),
    onError: oneOf(['null', 'throw', 'default'], { fallback: 'null', isFixed: true }),
    default: anything(),
  },
  prepare: (fixed, { pointer }) => {
    const type = fixed.text('type');
    const convert: Conversion = CONVERSIONS[type] ?? (() => undefined);
    const onError = fixed.text('onError');
    return (input, args) => {
      const trimmed: JsonValue = typeof input === 'string' && args.flag('trim') ? input.trim() : input;
      const converted = convert(trimmed, args.optionalText('locale'));
      if (converted !== undefined) return converted;
      // The message is for operators: it names the place and keeps the value to itself.
      if (onError === 'throw') throw new InvalidParameterValueError(`${pointer}: the value is no ${type}`);
      return onError === 'default' ? args.value('default') : null;
    };
  },
};
