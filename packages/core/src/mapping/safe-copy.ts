import { FORBIDDEN_NAMES, type JsonValue } from '../json/json.js';

/** Highest list position that is written (specification 1.16). */
export const MAX_POSITION = 1000;

/** Greatest number of members and positions between the root of a mapped document and any value in it. */
export const MAX_DEPTH = 32;

/** JSON that is still being built. */
export type MutableJson = null | boolean | number | string | MutableJson[] | MutableObject;

export interface MutableObject {
  [name: string]: MutableJson;
}

/**
 * Copies a value without forbidden names, list positions above {@link MAX_POSITION} and anything deeper than {@link MAX_DEPTH}.
 * The copy shares nothing with the original that could be changed.
 * @param depth how deep in the document the copy will stand; 1 for a member of the root
 */
export function copySafely(value: JsonValue, depth: number): MutableJson {
  if (typeof value !== 'object' || value === null) return value;
  const isDeepest = depth >= MAX_DEPTH;
  if (Array.isArray(value)) {
    const list: readonly JsonValue[] = value;
    return isDeepest ? [] : list.slice(0, MAX_POSITION + 1).map((element) => copySafely(element, depth + 1));
  }
  const copy: MutableObject = {};
  if (isDeepest) return copy;
  for (const [name, member] of Object.entries(value)) {
    // A root built with an optional member may hold undefined, which JSON does not have.
    if (member !== undefined && !FORBIDDEN_NAMES.has(name)) copy[name] = copySafely(member, depth + 1);
  }
  return copy;
}

/** Tells whether {@link copySafely} would leave something out at this depth. */
export function isCopiedWhole(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const members = Object.entries(value);
  if (members.length === 0) return true;
  if (depth >= MAX_DEPTH || (Array.isArray(value) && members.length > MAX_POSITION + 1)) return false;
  return members.every(([name, member]) => !FORBIDDEN_NAMES.has(name) && isCopiedWhole(member, depth + 1));
}
