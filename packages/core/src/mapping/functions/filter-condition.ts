import type { JsonValue } from '../../json/json.js';
import { equalsLiteral, textTest, type Literal } from './filter-predicates.js';
import { tokenizeFilter, type FilterToken } from './filter-tokens.js';

/** A test over one element. Never throws. */
export type ElementTest = (element: JsonValue) => boolean;

const MAX_NESTING = 32;
const TEXT_OPERATORS = ['contains', 'startsWith', 'endsWith'] as const;

const ORDER: ReadonlyMap<string, (length: number, limit: number) => boolean> = new Map(
  Object.entries({
    '==': (length: number, limit: number) => length === limit,
    '!=': (length: number, limit: number) => length !== limit,
    '>': (length: number, limit: number) => length > limit,
    '>=': (length: number, limit: number) => length >= limit,
    '<': (length: number, limit: number) => length < limit,
    '<=': (length: number, limit: number) => length <= limit,
  }),
);

/**
 * Compiles a condition of `filter`; undefined when it cannot be understood.
 *
 *     or         = and *( "||" and )
 *     and        = part *( "&&" part )
 *     part       = "(" or ")" / comparison
 *     comparison = "{{value}}" ( "==" / "!=" ) literal
 *                / "{{value}}" ( "contains" / "startsWith" / "endsWith" ) literal
 *                / "{{value}}" [ "." ] "length" ( "==" / "!=" / ">" / ">=" / "<" / "<=" ) number
 *     literal    = text in single or double quotes / number / "true" / "false" / "null" / a bare word
 *
 * `length` without `{{value}}` before it means the same.
 */
export function compileFilterCondition(condition: string): ElementTest | undefined {
  const tokens = tokenizeFilter(condition);
  if (!tokens) return undefined;
  const parser = new FilterParser(tokens);
  const test = parser.or(0);
  return parser.isAtEnd ? test : undefined;
}

class FilterParser {
  private readonly tokens: readonly FilterToken[];
  private position = 0;

  constructor(tokens: readonly FilterToken[]) {
    this.tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.position === this.tokens.length;
  }

  or(depth: number): ElementTest | undefined {
    const tests = this.separated('||', () => this.and(depth));
    return tests && ((element) => tests.some((test) => test(element)));
  }

  private and(depth: number): ElementTest | undefined {
    const tests = this.separated('&&', () => this.part(depth));
    return tests && ((element) => tests.every((test) => test(element)));
  }

  private separated(operator: string, next: () => ElementTest | undefined): readonly ElementTest[] | undefined {
    const tests: ElementTest[] = [];
    do {
      const test = next();
      if (!test) return undefined;
      tests.push(test);
    } while (this.skip(operator));
    return tests;
  }

  private part(depth: number): ElementTest | undefined {
    if (!this.skip('(')) return this.comparison();
    const test = depth < MAX_NESTING ? this.or(depth + 1) : undefined;
    return this.skip(')') ? test : undefined;
  }

  private comparison(): ElementTest | undefined {
    const namesValue = this.skip('{{value}}');
    if (namesValue) this.skip('.');
    if (this.skipWord('length')) return this.lengthComparison();
    if (!namesValue) return undefined;
    const operator = this.next();
    const literal = this.literal();
    if (literal === undefined || !operator) return undefined;
    if (operator.text === '==') return (element) => equalsLiteral(element, literal);
    if (operator.text === '!=') return (element) => !equalsLiteral(element, literal);
    const name = TEXT_OPERATORS.find((known) => operator.kind === 'word' && known === operator.text);
    return name && textTest(name, literal);
  }

  private lengthComparison(): ElementTest | undefined {
    const compare = ORDER.get(this.next()?.text ?? '');
    const limit = this.literal()?.value;
    if (!compare || typeof limit !== 'number') return undefined;
    return (element) => {
      const length = lengthOf(element);
      return length !== undefined && compare(length, limit);
    };
  }

  private literal(): Literal | undefined {
    const token = this.next();
    if (token?.kind === 'text') return { value: token.text, text: token.text };
    if (token?.kind !== 'word') return undefined;
    if (/^-?\d+(\.\d+)?$/.test(token.text)) return { value: Number(token.text), text: token.text };
    if (token.text === 'null') return { value: null, text: 'null' };
    return { value: token.text === 'true' || (token.text === 'false' ? false : token.text), text: token.text };
  }

  private next(): FilterToken | undefined {
    return this.tokens[this.position++];
  }

  private skip(symbol: string): boolean {
    return this.skipToken('symbol', symbol);
  }

  private skipWord(word: string): boolean {
    return this.skipToken('word', word);
  }

  private skipToken(kind: FilterToken['kind'], text: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== kind || token.text !== text) return false;
    this.position += 1;
    return true;
  }
}

/** Characters of a text, elements of a list; undefined for anything else. */
function lengthOf(element: JsonValue): number | undefined {
  if (typeof element === 'string') return Array.from(element).length;
  return Array.isArray(element) ? element.length : undefined;
}
