/** A compiled regular expression whose time is linear in its input. */
export interface CompiledPattern {
  /** True when the whole input matches. */
  matchesWhole(input: string): boolean;
  /** True when some part of the input matches. */
  matchesPart(input: string): boolean;
  /** Replaces the first or every match; `$1`, `${name}` in `replacement` stand for groups, `\$` for a dollar sign. */
  replace(input: string, replacement: string, firstOnly: boolean): string;
  /** Splits at every match. */
  split(input: string): readonly string[];
}

/** Linear-time regular expressions: no input can make them slow (no backtracking, no look-around, no back-references). */
export interface Patterns {
  /** Undefined when the pattern is not valid in this dialect. `flags` is a subset of `imsxd`. */
  compile(pattern: string, flags?: string): CompiledPattern | undefined;
}
