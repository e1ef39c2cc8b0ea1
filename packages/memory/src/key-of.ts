/**
 * One map key for several parts; no two lists of parts give the same key, whatever the parts contain, since each carries its length. The key of
 * the first parts begins the keys of all lists that begin with them.
 */
export function keyOf(...parts: readonly string[]): string {
  let key = '';
  for (const part of parts) key += `${String(part.length)}:${part}`;
  return key;
}
