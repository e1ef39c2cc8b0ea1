import { isJsonObject, type JsonValue } from '../json/json.js';

/** Equality by value: numbers numerically, lists by position, objects whatever the order of their members. Any depth, no recursion. */
export function deepEqual(left: JsonValue, right: JsonValue): boolean {
  const pending: [JsonValue, JsonValue][] = [[left, right]];
  for (let pair = pending.pop(); pair; pair = pending.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (!pushElements(a, b, pending)) return false;
    } else if (isJsonObject(a) && isJsonObject(b)) {
      if (!pushMembers(a, b, pending)) return false;
    } else {
      return false;
    }
  }
  return true;
}

type Pairs = [JsonValue, JsonValue][];

function pushElements(a: readonly JsonValue[], b: readonly JsonValue[], pending: Pairs): boolean {
  if (a.length !== b.length) return false;
  for (let position = 0; position < a.length; position += 1) pending.push([a[position] ?? null, b[position] ?? null]);
  return true;
}

function pushMembers(a: Record<string, JsonValue>, b: Record<string, JsonValue>, pending: Pairs): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(b, name)) return false;
    pending.push([a[name] ?? null, b[name] ?? null]);
  }
  return true;
}
