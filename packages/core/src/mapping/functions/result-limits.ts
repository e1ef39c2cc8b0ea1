import type { JsonValue } from '../../json/json.js';
import { utf8Length } from './utf8.js';

/** Largest result of a function, in bytes of its UTF-8 text. */
export const MAX_RESULT_BYTES = 65_536;

/** Most elements in the list a function yields. */
export const MAX_RESULT_ELEMENTS = 10_000;

/** Tells whether a function may yield this value (specification 1.16). The size of lists and objects is that of all texts in them. */
export function isWithinLimits(value: JsonValue): boolean {
  if (typeof value === 'string') return isShortEnough(value, MAX_RESULT_BYTES);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value) && value.length > MAX_RESULT_ELEMENTS) return false;
  return remainingBytes(value, MAX_RESULT_BYTES) >= 0;
}

/** What is left of `budget` after the texts, names and other values in `value`; negative when it is too small. Any depth, no recursion. */
export function remainingBytes(value: JsonValue, budget: number): number {
  const pending: JsonValue[] = [value];
  let left = budget;
  while (pending.length > 0 && left >= 0) {
    const next = pending.pop() ?? null;
    if (typeof next === 'string') {
      left -= isShortEnough(next, left) ? utf8Length(next) : left + 1;
    } else if (typeof next !== 'object' || next === null) {
      left -= 1;
    } else if (Array.isArray(next)) {
      left -= 1;
      if (next.length > left) return -1;
      for (const element of next as readonly JsonValue[]) pending.push(element);
    } else {
      left -= 1;
      for (const [name, member] of Object.entries(next)) {
        left -= name.length;
        pending.push(member);
      }
    }
  }
  return left;
}

/** A text has at least as many bytes as UTF-16 units: the cheap test decides for most. */
export function isShortEnough(value: string, bytes: number): boolean {
  if (value.length > bytes) return false;
  return value.length * 3 <= bytes || utf8Length(value) <= bytes;
}
