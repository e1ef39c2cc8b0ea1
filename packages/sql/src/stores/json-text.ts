import type { SecretBox } from '@tessera/core';

/** Reads JSON that this package wrote; the caller names the type it wrote. */
export function parseStored<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** Encrypts a value as JSON. */
export function sealJson(box: SecretBox, value: unknown): string {
  return box.seal(JSON.stringify(value));
}

/** Decrypts what {@link sealJson} made. */
export function openJson<T>(box: SecretBox, sealed: string): T {
  return parseStored<T>(box.open(sealed));
}
