import { isJsonObject, type JsonValue } from '../../json/json.js';
import { canonicalText } from './canonical-text.js';
import { memberOf } from './filter-list.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { flag, listOrObject, text } from './parameters.js';

/**
 * Two objects as one, where members of `source` win; or the elements of two lists, where `key` names the member by which objects are the
 * same (the last wins, at the place of the first) and `distinct` drops elements equal to an earlier one. A list and an object give null.
 */
export const merge: MappingFunctionDefinition = {
  name: 'merge',
  parameters: { source: listOrObject({ isRequired: true }), key: text({ min: 1 }), distinct: flag(false) },
  prepare: () => {
    return (input, args) => {
      const source = args.value('source');
      if (isJsonObject(input) && isJsonObject(source)) return { ...input, ...source };
      if (!Array.isArray(input) || !Array.isArray(source)) return null;
      const all: readonly JsonValue[] = [...(input as readonly JsonValue[]), ...(source as readonly JsonValue[])];
      const key = args.optionalText('key');
      const keyed = key === undefined ? all : lastOfEach(all, (element) => identityBy(element, key));
      return args.flag('distinct') ? lastOfEach(keyed, canonicalText) : keyed;
    };
  },
};

/** Objects that lack the member are never the same as another. */
function identityBy(element: JsonValue, key: string): string | undefined {
  const member = memberOf(element, key);
  return member === null ? undefined : canonicalText(member);
}

function lastOfEach(
  elements: readonly JsonValue[],
  identityOf: (element: JsonValue) => string | undefined,
): readonly JsonValue[] {
  const byIdentity = new Map<string | symbol, JsonValue>();
  for (const element of elements) byIdentity.set(identityOf(element) ?? Symbol('unique'), element);
  return [...byIdentity.values()];
}
