export interface FilterToken {
  /** `text` stood in quotes; `word` is a name, a number or a bare literal. */
  readonly kind: 'symbol' | 'text' | 'word';
  readonly text: string;
}

const TOKEN =
  /\s*(?:(?<symbol>\{\{value\}\}|==|!=|>=|<=|>|<|&&|\|\||[()]|\.(?!\d))|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<word>[^\s()'"&|=!<>{}]+))\s*/sy;

/** Cuts a condition of `filter` into tokens; undefined when something in it is none. */
export function tokenizeFilter(condition: string): readonly FilterToken[] | undefined {
  const tokens: FilterToken[] = [];
  TOKEN.lastIndex = 0;
  for (let position = 0; position < condition.length; position = TOKEN.lastIndex) {
    TOKEN.lastIndex = position;
    const token = tokenOf(TOKEN.exec(condition)?.groups);
    if (!token) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>> | undefined): FilterToken | undefined {
  const { symbol, single, double, word } = groups ?? {};
  if (symbol !== undefined) return { kind: 'symbol', text: symbol };
  const quoted = single ?? double;
  if (quoted !== undefined) return { kind: 'text', text: quoted.replace(/\\(.)/gs, '$1') };
  return word === undefined ? undefined : { kind: 'word', text: word };
}
