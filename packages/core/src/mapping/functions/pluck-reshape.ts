import { FORBIDDEN_NAMES, isJsonObject, pointerTo, type JsonObject, type JsonValue } from '../../json/json.js';
import { compilePathArgument, isPathArgument } from './compile-arguments.js';
import { memberOf } from './filter-list.js';
import type { MappingFunctionDefinition, PrepareContext } from './mapping-function.js';
import { flag, object, text } from './parameters.js';

/** The member `field` of every element; null where there is none, unless `skipNull`. */
export const pluck: MappingFunctionDefinition = {
  name: 'pluck',
  parameters: { field: text({ isRequired: true, min: 1 }), skipNull: flag(false) },
  prepare: () => {
    return (input, args) => {
      if (!Array.isArray(input)) return null;
      const members = (input as readonly JsonValue[]).map((element) => memberOf(element, args.text('field')));
      return args.flag('skipNull') ? members.filter((member) => member !== null) : members;
    };
  },
};

type MemberReader = (element: JsonObject, roots: JsonObject) => JsonValue;

/** Objects with other members: each takes a member of the element, or what a `$.` path finds in the roots. Elements that are no objects drop out. */
export const reshape: MappingFunctionDefinition = {
  name: 'reshape',
  parameters: { fields: object({ isRequired: true, isFixed: true }) },
  prepare: (fixed, context) => {
    const readers = compileFields(fixed.object('fields'), context);
    return (
      readers &&
      ((input, _args, roots) => {
        if (!Array.isArray(input)) return null;
        const elements = (input as readonly JsonValue[]).filter(isJsonObject);
        return elements.map((element) =>
          Object.fromEntries(readers.map(([name, read]) => [name, read(element, roots)])),
        );
      })
    );
  },
};

function compileFields(fields: JsonObject, context: PrepareContext): readonly [string, MemberReader][] | undefined {
  const readers: [string, MemberReader][] = [];
  const entries = Object.entries(fields);
  for (const [name, field] of entries) {
    const pointer = pointerTo(`${context.pointer}/fields`, name);
    const reader = compileField(name, field, { ...context, pointer });
    if (reader) readers.push([name, reader]);
  }
  return readers.length === entries.length ? readers : undefined;
}

function compileField(name: string, field: JsonValue, context: PrepareContext): MemberReader | undefined {
  if (FORBIDDEN_NAMES.has(name) || typeof field !== 'string') {
    context.violations.add(context.pointer, 'invalid argument', 'name of a member, or a $. path');
    return undefined;
  }
  if (!isPathArgument(field)) return (element) => memberOf(element, field);
  const read = compilePathArgument(field, context);
  return read && ((_element, roots) => read(roots));
}
