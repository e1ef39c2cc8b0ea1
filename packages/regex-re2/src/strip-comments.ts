/**
 * What flag `x` means: white space and `# …` up to the end of the line do not count. Kept are what a backslash precedes, what stands in a
 * character class (`[ #]`), and what stands in `\Q…\E`.
 */
export function stripComments(pattern: string): string {
  return pattern.replace(/\\Q[^]*?(?:\\E|$)|\\[^]|\[\^?\]?(?:\\[^]|\[:\^?[a-z]+:\]|[^\]\\])*\]|\s+|#[^\n]*/g, (part) =>
    part.startsWith('\\') || part.startsWith('[') ? part : '',
  );
}
