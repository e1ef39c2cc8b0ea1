import { isJsonObject, type JsonPathSegment, type JsonValue } from '@tessera/core';
import { queryEach } from './library.js';

/** What one segment selects from each of the nodes, in their order. */
export type Selection = (nodes: readonly JsonValue[]) => readonly JsonValue[];

type ChildSegment = Exclude<JsonPathSegment, { kind: 'descent' }>;

/** Compiles a segment that looks only at the children of a node. */
export function compileSelector(segment: ChildSegment): Selection {
  switch (segment.kind) {
    case 'member':
      return (nodes) => nodes.flatMap((node) => child(node, segment.name));
    case 'index':
      return (nodes) => nodes.flatMap((node) => child(node, segment.index));
    case 'union':
      return (nodes) => nodes.flatMap((node) => union(node, segment.selectors));
    case 'wildcard':
      return (nodes) => queryEach(nodes, '[*]');
    case 'slice': {
      const { start = '', end = '', step = 1 } = segment;
      return step > 0
        ? (nodes) => queryEach(nodes, `[${start}:${end}:${step}]`)
        : (nodes) => nodes.flatMap((node) => backwards(node, { ...segment, step }));
    }
  }
}

/** A slice with a negative step (RFC 9535 §2.3.4.2.2). The library starts behind the end of the list (jsonpath 1.3.0). */
function backwards(
  node: JsonValue,
  slice: { readonly start?: number; readonly end?: number; readonly step: number },
): readonly JsonValue[] {
  if (!Array.isArray(node)) return [];
  const list: readonly JsonValue[] = node;
  const last = list.length - 1;
  const bound = (position: number): number =>
    Math.min(Math.max(position < 0 ? list.length + position : position, -1), last);
  const stop = slice.end === undefined ? -1 : bound(slice.end);
  const selected: JsonValue[] = [];
  for (let at = slice.start === undefined ? last : bound(slice.start); at > stop; at += slice.step) {
    selected.push(list[at] ?? null);
  }
  return selected;
}

/** In the order written; a position named twice, as by 0 and -1 in a list of one, is selected once. */
function union(node: JsonValue, selectors: readonly (string | number)[]): readonly JsonValue[] {
  const length = Array.isArray(node) ? node.length : 0;
  const normalised = selectors.map((selector) =>
    typeof selector === 'number' && selector < 0 ? length + selector : selector,
  );
  const existing = normalised.filter((selector) => typeof selector === 'string' || selector >= 0);
  return [...new Set(existing)].flatMap((selector) => child(node, selector));
}

/**
 * The own member or the position, in a list of one, or an empty list. The library would look names up along the prototype chain,
 * throws for some of them, and knows no negative positions.
 */
function child(node: JsonValue, selector: string | number): readonly [JsonValue] | readonly [] {
  const found = typeof selector === 'number' ? elementOf(node, selector) : memberOf(node, selector);
  return found === undefined ? [] : [found];
}

function elementOf(node: JsonValue, index: number): JsonValue | undefined {
  return Array.isArray(node) ? (node as readonly JsonValue[]).at(index) : undefined;
}

function memberOf(node: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;
}
