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
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((entry) => strip(entry, codeParam));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (name === codeParam ? [] : [[name, strip(member, codeParam)]])),
  );
}

/** The body with every text in it changed, at every depth; the names of members stay. */
export function withTexts(body: JsonObject, change: (text: string) => string): JsonObject {
  return changeTexts(body, change) as JsonObject;
}

function changeTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((entry) => changeTexts(entry, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, changeTexts(member, change)]));
}

/** `user` and `status` of a successful factor (specification 1.15, step 3). */
export function withUser(body: JsonObject, user: { readonly sub: string; readonly status: string }): JsonObject {
  return { status: 'success', ...body, user: { sub: user.sub, status: user.status } };
}
