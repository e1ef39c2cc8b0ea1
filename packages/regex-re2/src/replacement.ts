/** A group's text in the match at hand; undefined when the pattern has no such group. */
export type GroupReader = (group: number | string) => string | undefined;

type Part = string | { readonly group: number | string; readonly text: string };

const REFERENCE = /\\([^])|\$(\d{1,2})|\$\{([A-Za-z_]\w*)\}/g;

/**
 * Compiles a replacement: `$1` … `$99` and `${name}` stand for groups, a backslash takes the character after it literally. What refers to no
 * group stays as it is written; a `$1` of a pattern with fewer groups than two digits say takes only the first digit.
 */
export function compileReplacement(replacement: string): (group: GroupReader) => string {
  const parts: Part[] = [];
  let end = 0;
  for (const match of replacement.matchAll(REFERENCE)) {
    const [text, literal, number, name] = match;
    parts.push(replacement.slice(end, match.index));
    if (literal !== undefined) parts.push(literal);
    else parts.push({ group: name ?? Number(number), text });
    end = match.index + text.length;
  }
  parts.push(replacement.slice(end));
  return (group) => parts.map((part) => (typeof part === 'string' ? part : expand(part, group))).join('');
}

function expand({ group, text }: Exclude<Part, string>, read: GroupReader): string {
  const whole = read(group);
  if (whole !== undefined) return whole;
  const firstDigit = typeof group === 'number' && group > 9 ? read(Number(text.slice(1, 2))) : undefined;
  return firstDigit === undefined ? text : firstDigit + text.slice(2);
}
