import { isJsonObject, type JsonValue } from '../json/json.js';
import type { JsonPathReader, JsonPathSegment } from '../ports/json-path-reader.js';
import { parseJsonPath, type JsonPathProblem } from './json-path-parser.js';

export { MAX_PATH_LENGTH, parseJsonPath, type JsonPathProblem, type JsonPathSegments } from './json-path-parser.js';

/** A path, parsed once. */
export interface CompiledJsonPath {
  readonly text: string;
  /** True without wildcard, slice, union and descent: the path selects one value or nothing. */
  readonly isDefinite: boolean;
  readonly segments: readonly JsonPathSegment[];
  /**
   * The value of a definite path, the list an indefinite one selects, undefined for nothing (an empty list included).
   * Own properties only. The result may be part of `root`: copy before changing it. Never throws.
   */
  read(root: JsonValue): JsonValue | undefined;
  readonly problem?: undefined;
}

/** Compiles a path; definite ones are walked here, the others by `reader`. */
export function compileJsonPath(text: string, reader: JsonPathReader): CompiledJsonPath | JsonPathProblem {
  const { segments, problem } = parseJsonPath(text);
  if (problem !== undefined) return { problem };
  const steps = definiteSteps(segments);
  if (steps) return { text, isDefinite: true, segments, read: (root) => walk(root, steps) };
  const select = reader.compile(segments);
  return {
    text,
    isDefinite: false,
    segments,
    read: (root) => {
      const selected = select(root);
      return selected.length === 0 ? undefined : selected;
    },
  };
}

type Step = string | number;

function definiteSteps(segments: readonly JsonPathSegment[]): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (const segment of segments) {
    if (segment.kind === 'member') steps.push(segment.name);
    else if (segment.kind === 'index') steps.push(segment.index);
    else return undefined;
  }
  return steps;
}

function walk(root: JsonValue, steps: readonly Step[]): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const step of steps) {
    if (typeof step === 'number') {
      value = Array.isArray(value) ? (value as readonly JsonValue[]).at(step) : undefined;
    } else {
      // Own properties only: `$.user.constructor` must not reach the prototype chain.
      value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    if (value === undefined) return undefined;
  }
  return value;
}
