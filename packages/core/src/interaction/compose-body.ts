import type { InteractionDefinition } from '../configuration/authentication-configuration.js';
import { isJsonObject } from '../json/json.js';
import type { JsonObject, JsonValue } from '../json/json.js';

/** Runs the response rules; without rules the function's own result stands, if it is an object (specification 1.15, step 1). */
export function mappedBody(definition: InteractionDefinition, roots: JsonObject): JsonObject {
  if (definition.responseRules && !definition.responseRules.isEmpty) return definition.responseRules.apply(roots);
  const own = roots['response_body'];
  return isJsonObject(own) ? own : {};
}

/** The body with what is missing filled in from `defaults`. */
export function withDefaults(body: JsonObject, defaults: JsonObject): JsonObject {
  const missing = Object.entries(defaults).filter(([name]) => !Object.hasOwn(body, name));
  return { ...body, ...Object.fromEntries(missing) };
}

/** The body without the key that carries the code, at every depth. */
export function withoutCode(body: JsonObject, codeParam: string): JsonObject {
  return strip(body, codeParam) as JsonObject;
}

function strip(value: JsonValue, codeParam: string): JsonValue {
  return withMembers(value, (member, name) => (name === codeParam ? undefined : strip(member, codeParam)));
}

/** The body with every text in it changed, at every depth; the names of members stay. */
export function withTexts(body: JsonObject, change: (text: string) => string): JsonObject {
  return changeTexts(body, change) as JsonObject;
}

function changeTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  return typeof value === 'string' ? change(value) : withMembers(value, (member) => changeTexts(member, change));
}

/** The same value when no member changes, which is what happens most. `change` leaves members of objects out by giving undefined. */
function withMembers(
  value: JsonValue,
  change: (member: JsonValue, name: string | undefined) => JsonValue | undefined,
): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const entries = value as readonly JsonValue[];
    const changed = entries.map((entry) => change(entry, undefined) ?? null);
    return changed.some((entry, at) => entry !== entries[at]) ? changed : entries;
  }
  const members = value as JsonObject;
  const names = Object.keys(members);
  const changed = names.map((name) => change(members[name] ?? null, name));
  if (changed.every((member, at) => member === members[names[at] ?? ''])) return value;
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const member = changed[at];
      return member === undefined ? [] : [[name, member] as const];
    }),
  );
}

/** `user` and `status` of a successful factor (specification 1.15, step 3). */
export function withUser(body: JsonObject, user: { readonly sub: string; readonly status: string }): JsonObject {
  return { status: 'success', ...body, user: { sub: user.sub, status: user.status } };
}
