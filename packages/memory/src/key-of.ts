/** One map key for several parts; no two lists of parts give the same key, whatever the parts contain. */
export function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
