import type { JsonValue } from '@tessera/core';
import jsonpath from 'jsonpath';

/** The library copies its whole result for every node it comes to, so many nodes at once cost more than the calls they save. */
const NODES_A_CALL = 256;

/**
 * Lets the library select from each of many nodes: they go in as one list, behind a wildcard of their own, since each call parses its
 * expression anew.
 * @param subscript a wildcard, or a slice with a positive step, in brackets, e.g. `[*]` or `[0:2:1]`
 */
export function queryEach(nodes: readonly JsonValue[], subscript: string): readonly JsonValue[] {
  const selected: JsonValue[] = [];
  for (let first = 0; first < nodes.length; first += NODES_A_CALL) {
    const found = jsonpath.query(nodes.slice(first, first + NODES_A_CALL), `$[*]${subscript}`) as readonly JsonValue[];
    for (const value of found) selected.push(value);
  }
  return selected;
}
