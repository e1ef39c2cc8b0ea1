import type { SecretKey } from '@tessera/crypto';

/** A key whose 32 bytes all are `byte`. */
export function aKey(id: string, byte: number): SecretKey {
  return { id, secret: new Uint8Array(32).fill(byte) };
}
