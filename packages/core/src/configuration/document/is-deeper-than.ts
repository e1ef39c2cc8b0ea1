import type { JsonValue } from '../../json/json.js';

/** Tells whether a value nests more than `levels` objects and lists. Walks without recursion: the value may be hostile. */
export function isDeeperThan(value: JsonValue, levels: number): boolean {
  let level: readonly JsonValue[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}
