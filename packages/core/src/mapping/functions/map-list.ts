import type { JsonValue } from '../../json/json.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { object, text } from './parameters.js';
import { MAX_RESULT_BYTES, MAX_RESULT_ELEMENTS, remainingBytes } from './result-limits.js';

/** Another function, run over every element of a list. */
export const mapList: MappingFunctionDefinition = {
  name: 'map',
  parameters: { function: text({ isRequired: true, isFixed: true }), function_args: object({ isFixed: true }) },
  prepare: (fixed, { compileNested }) => {
    const owner = { function: fixed.text('function'), function_args: fixed.object('function_args') };
    const run = compileNested('function', 'function_args', owner);
    return (
      run &&
      ((input, _args, roots) => {
        if (!Array.isArray(input) || input.length > MAX_RESULT_ELEMENTS) return null;
        const mapped: JsonValue[] = [];
        let bytesLeft = MAX_RESULT_BYTES;
        // The sum is kept on the way: ten thousand results of allowed size each would not be one of allowed size.
        for (const element of input as readonly JsonValue[]) {
          const result = run(element, roots);
          bytesLeft = remainingBytes(result, bytesLeft);
          if (bytesLeft < 0) return null;
          mapped.push(result);
        }
        return mapped;
      })
    );
  },
};
