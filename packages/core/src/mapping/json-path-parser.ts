import type { JsonPathSegment } from '../ports/json-path-reader.js';

/** Longest path, in UTF-16 units (specification 1.17). */
export const MAX_PATH_LENGTH = 512;

export interface JsonPathSegments {
  readonly segments: readonly JsonPathSegment[];
  readonly problem?: undefined;
}

export interface JsonPathProblem {
  /** What is wrong, for the person who wrote the path. */
  readonly problem: string;
  readonly segments?: undefined;
}

type ChildSegment = Exclude<JsonPathSegment, { kind: 'descent' }>;
type Selector = string | number;

const DOT_NAME = /[\p{L}\p{M}\p{N}_-]+/uy;
const INTEGER = /0|-?[1-9][0-9]{0,14}/y;
const UNICODE_ESCAPE = /[0-9A-Fa-f]{4}/y;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/**
 * Parses a JSONPath of specification 1.17: dot names (hyphens allowed), quoted names, indexes, slices, unions, wildcards, descents.
 * Filters, scripts, functions, paths without `$` and paths longer than 512 characters are a problem. Never throws.
 */
export function parseJsonPath(text: string): JsonPathSegments | JsonPathProblem {
  if (text.length > MAX_PATH_LENGTH) return { problem: `longer than ${MAX_PATH_LENGTH} characters` };
  if (!text.startsWith('$')) return { problem: 'must start with $' };
  try {
    return { segments: new PathParser(text).parse() };
  } catch (error) {
    if (error instanceof PathSyntaxError) return { problem: error.message };
    throw error;
  }
}

/** Stays inside this file. */
class PathSyntaxError extends Error {}

class PathParser {
  private readonly text: string;
  private position = 1;

  constructor(text: string) {
    this.text = text;
  }

  parse(): JsonPathSegment[] {
    const segments: JsonPathSegment[] = [];
    while (this.position < this.text.length) segments.push(this.segment());
    return segments;
  }

  private segment(): JsonPathSegment {
    if (this.skip('..')) {
      return { kind: 'descent', selector: this.skip('[') ? this.bracket() : this.dotSelector() };
    }
    if (this.skip('.')) return this.dotSelector();
    if (this.skip('[')) return this.bracket();
    throw this.text[this.position] === '('
      ? this.refusal('functions are not supported')
      : this.refusal('expected . or [');
  }

  private dotSelector(): ChildSegment {
    if (this.skip('*')) return { kind: 'wildcard' };
    const name = this.match(DOT_NAME);
    if (name === undefined) throw this.refusal('expected a name or *');
    return { kind: 'member', name };
  }

  private bracket(): ChildSegment {
    this.skipBlanks();
    if (this.skip('*')) return this.closed({ kind: 'wildcard' });
    if (this.text[this.position] === '?') throw this.refusal('filters are not supported');
    if (this.text[this.position] === '(') throw this.refusal('scripts are not supported');
    const slice = this.slice();
    if (slice) return this.closed(slice);
    const selectors = new Set<Selector>([this.selector()]);
    this.skipBlanks();
    while (this.skip(',')) {
      this.skipBlanks();
      selectors.add(this.selector());
      this.skipBlanks();
    }
    return this.closed(segmentOf([...selectors]));
  }

  private closed(segment: ChildSegment): ChildSegment {
    this.skipBlanks();
    if (!this.skip(']')) throw this.refusal('expected ]');
    return segment;
  }

  /** A slice, or undefined with the position where it was. */
  private slice(): ChildSegment | undefined {
    const before = this.position;
    const start = this.integer();
    if (!this.skip(':')) {
      this.position = before;
      return undefined;
    }
    const end = this.integer();
    const step = this.skip(':') ? this.integer() : undefined;
    if (step === 0) throw this.refusal('a step of 0 is not allowed');
    return {
      kind: 'slice',
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      ...(step === undefined ? {} : { step }),
    };
  }

  private integer(): number | undefined {
    this.skipBlanks();
    const digits = this.match(INTEGER);
    this.skipBlanks();
    return digits === undefined ? undefined : Number(digits);
  }

  private selector(): Selector {
    const quote = this.text[this.position];
    if (quote === "'" || quote === '"') return this.quoted(quote);
    const digits = this.match(INTEGER);
    if (digits === undefined) throw this.refusal('expected a position or a quoted name');
    return Number(digits);
  }

  private quoted(quote: string): string {
    let name = '';
    for (this.position += 1; this.position < this.text.length;) {
      const unit = this.text[this.position++] ?? '';
      if (unit === quote) return name;
      name += unit === '\\' ? this.escaped() : unit;
    }
    throw this.refusal(`expected ${quote}`);
  }

  private escaped(): string {
    if (this.skip('u')) {
      const digits = this.match(UNICODE_ESCAPE);
      if (digits === undefined) throw this.refusal('expected four hexadecimal digits');
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const unit = this.text[this.position++] ?? '';
    if (!Object.hasOwn(SIMPLE_ESCAPES, unit)) throw this.refusal('unknown escape');
    return SIMPLE_ESCAPES[unit] ?? unit;
  }

  private skip(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  private skipBlanks(): void {
    while (this.skip(' '));
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  private refusal(problem: string): PathSyntaxError {
    return new PathSyntaxError(`${problem} at position ${this.position}`);
  }
}

/** A union of one is no union: `$['a']` stays a definite path. */
function segmentOf(selectors: readonly Selector[]): ChildSegment {
  const [first] = selectors;
  if (selectors.length > 1 || first === undefined) return { kind: 'union', selectors };
  return typeof first === 'string' ? { kind: 'member', name: first } : { kind: 'index', index: first };
}
