import type { DirectoryWriteResult } from '@tessera/core';

/** False when the key is taken; nothing is written then. */
export function insertInto<T>(map: Map<string, T>, key: string, value: T): boolean {
  if (map.has(key)) return false;
  map.set(key, value);
  return true;
}

/** Writes over the version that the caller knows. */
export function replaceIn<T extends { readonly version: number }>(
  map: Map<string, T>,
  key: string,
  value: T,
  expectedVersion: number,
): DirectoryWriteResult {
  const before = map.get(key);
  if (!before) return 'absent';
  if (before.version !== expectedVersion) return 'stale';
  map.set(key, value);
  return 'written';
}
