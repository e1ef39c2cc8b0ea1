const ESCAPE = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})|\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\[^]/gi;

/** Writes the escapes `\u0041`, `\u{41}` and pairs of surrogates as `\x{…}`, which is how RE2 knows them. */
export function translateUnicodeEscapes(pattern: string): string {
  return pattern.replace(ESCAPE, (escape: string, ...groups: unknown[]) => {
    const [high, low, long, short] = groups as readonly (string | undefined)[];
    if (high !== undefined && low !== undefined)
      return `\\x{${String.fromCharCode(parseInt(high, 16), parseInt(low, 16)).codePointAt(0)?.toString(16) ?? ''}}`;
    const code = long ?? short;
    return code === undefined ? escape : `\\x{${code}}`;
  });
}
