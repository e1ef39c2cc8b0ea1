import type { JsonValue } from '../json/json.js';

/** One step of a parsed path. Filters, scripts and functions do not exist here: they are refused when a document is written. */
export type JsonPathSegment =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly start?: number; readonly end?: number; readonly step?: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'union'; readonly selectors: readonly (string | number)[] }
  | { readonly kind: 'descent'; readonly selector: Exclude<JsonPathSegment, { kind: 'descent' }> };

/** Reads indefinite paths (wildcard, slice, union, descent). Definite ones are walked by core itself. */
export interface JsonPathReader {
  /** Compiles once; the reader lists what the path selects, in document order, visiting at most 10,000 nodes in a descent. */
  compile(segments: readonly JsonPathSegment[]): (root: JsonValue) => readonly JsonValue[];
}
