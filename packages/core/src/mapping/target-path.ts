import { FORBIDDEN_NAMES, isJsonObject, type JsonObject, type JsonValue } from '../json/json.js';
import { copySafely, MAX_DEPTH, MAX_POSITION, type MutableJson, type MutableObject } from './safe-copy.js';

/** Where a rule writes: `"*"`, or the members and list positions of a dotted path. */
export type TargetPath = readonly (string | number)[] | '*';

const DIGITS = /^[0-9]+$/;
const CANONICAL_POSITION = /^(?:0|[1-9][0-9]{0,3})$/;

/**
 * Parses `to`: `"*"`, or names separated by dots, where digits are list positions (`items.0.name`). Undefined for an empty segment, a star
 * anywhere else, a forbidden name, a position above 1000, a leading zero, a leading position (the result is an object) or a depth above 32.
 */
export function parseTargetPath(to: string): TargetPath | undefined {
  if (to === '*') return '*';
  const segments = to.split('.');
  if (segments.length > MAX_DEPTH) return undefined;
  const path: (string | number)[] = [];
  for (const segment of segments) {
    if (segment === '' || segment.includes('*') || FORBIDDEN_NAMES.has(segment)) return undefined;
    if (!DIGITS.test(segment)) path.push(segment);
    else if (CANONICAL_POSITION.test(segment) && Number(segment) <= MAX_POSITION) path.push(Number(segment));
    else return undefined;
  }
  return typeof path[0] === 'number' ? undefined : path;
}

/** The text that {@link parseTargetPath} turns into this path. */
export function formatTargetPath(path: TargetPath): string {
  return path === '*' ? '*' : path.join('.');
}

/**
 * Writes a copy of `value` into `target`, which must be the caller's own object. Later writes win, also over another shape; positions that
 * a list lacks are filled with null. `"*"` copies the members of an object and does nothing for other values.
 */
export function writeTarget(target: MutableObject, path: TargetPath, value: JsonValue): void {
  if (path === '*') {
    if (isJsonObject(value)) writeMembers(target, value);
    return;
  }
  let container: MutableObject | MutableJson[] = target;
  for (let depth = 0; depth < path.length - 1; depth += 1) {
    const wantsList = typeof path[depth + 1] === 'number';
    const existing = readChild(container, path[depth] ?? '');
    const next = isContainer(existing, wantsList) ? existing : wantsList ? [] : {};
    if (next !== existing) writeChild(container, path[depth] ?? '', next);
    container = next;
  }
  writeChild(container, path.at(-1) ?? '', copySafely(value, path.length));
}

/** Names are taken as they are: a dot in a copied name is no path. */
function writeMembers(target: MutableObject, source: JsonObject): void {
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (value !== undefined && !FORBIDDEN_NAMES.has(name)) target[name] = copySafely(value, 1);
  }
}

function isContainer(value: MutableJson | undefined, isList: boolean): value is MutableObject | MutableJson[] {
  return typeof value === 'object' && value !== null && Array.isArray(value) === isList;
}

/** Own members only: what an object inherits is not part of the document. */
function readChild(container: MutableObject | MutableJson[], step: string | number): MutableJson | undefined {
  if (Array.isArray(container)) return typeof step === 'number' ? container[step] : undefined;
  return Object.hasOwn(container, step) ? container[String(step)] : undefined;
}

function writeChild(container: MutableObject | MutableJson[], step: string | number, value: MutableJson): void {
  if (!Array.isArray(container)) {
    container[String(step)] = value;
    return;
  }
  const position = Number(step);
  while (container.length < position) container.push(null);
  container[position] = value;
}
