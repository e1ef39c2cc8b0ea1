import type { JsonValue } from '@tessera/core';

/** Most nodes that one descent visits (specification 1.17). */
export const MAX_VISITED_NODES = 10_000;

/**
 * The nodes and everything below them, parents before their children and in document order, the first 10,000. A node below an
 * earlier one is not listed again. The library's own descent is recursive and would exhaust the stack on deep data.
 */
export function descendants(nodes: readonly JsonValue[]): readonly JsonValue[] {
  const visited: JsonValue[] = [];
  const seenBefore = new Set<JsonValue>();
  for (const node of nodes) {
    const first = visited.length;
    visitBelow(node, seenBefore, visited);
    if (visited.length >= MAX_VISITED_NODES) break;
    for (const seen of visited.slice(first)) if (isContainer(seen)) seenBefore.add(seen);
  }
  return visited;
}

function visitBelow(start: JsonValue, seenBefore: ReadonlySet<JsonValue>, visited: JsonValue[]): void {
  const pending = [start];
  while (pending.length > 0 && visited.length < MAX_VISITED_NODES) {
    const node = pending.pop();
    if (node === undefined || seenBefore.has(node)) continue;
    visited.push(node);
    if (!isContainer(node)) continue;
    // What cannot be visited any more need not wait either: the queue stays as small as the limit.
    const room = MAX_VISITED_NODES - visited.length;
    const children: readonly JsonValue[] = Array.isArray(node)
      ? node.slice(0, room)
      : Object.values(node).slice(0, room);
    for (let position = children.length - 1; position >= 0; position -= 1) pending.push(children[position] ?? null);
  }
}

function isContainer(value: JsonValue): value is Extract<JsonValue, object> {
  return typeof value === 'object' && value !== null;
}
