import type { JsonPathReader, JsonPathSegment, JsonValue } from '@tessera/core';
import { descendants } from './descendants.js';
import { compileSelector, type Selection } from './selectors.js';

/**
 * Reads indefinite paths with `jsonpath`. The library only ever sees wildcards and slices in bracket form, made here from parsed
 * segments: no name, filter or script reaches it, so neither its lexer nor its expression evaluator meets text from a document.
 * Own properties only. Hostile data cannot exhaust the stack or multiply the result.
 */
export class JsonPathLibraryReader implements JsonPathReader {
  compile(segments: readonly JsonPathSegment[]): (root: JsonValue) => readonly JsonValue[] {
    const steps = segments.map(compileSegment);
    return (root) =>
      steps.reduce<readonly JsonValue[]>((nodes, step) => (nodes.length === 0 ? nodes : step(nodes)), [root]);
  }
}

function compileSegment(segment: JsonPathSegment): Selection {
  if (segment.kind !== 'descent') return compileSelector(segment);
  const select = compileSelector(segment.selector);
  return (nodes) => select(descendants(nodes));
}
