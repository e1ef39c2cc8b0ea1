import { TesseraError } from '@tessera/core';

/** A secret key that is known by its id. */
export interface SecretKey {
  /** 1–32 letters, digits, `_` or `-`; it is written beside what the key made. */
  readonly id: string;
  /** 32 random bytes. */
  readonly secret: Uint8Array;
}

const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const KEY_BYTES = 32;

/** Keys in use: the first makes new values, the others only serve what they made before. */
export class KeyRing {
  readonly current: SecretKey;
  private readonly keys = new Map<string, SecretKey>();

  /** @throws TesseraError `ERR_SERVER_CONFIGURATION` for no keys, a repeated or malformed id, or a secret that is not 32 bytes */
  constructor(purpose: string, keys: readonly SecretKey[]) {
    const [current] = keys;
    if (!current) throw new TesseraError('ERR_SERVER_CONFIGURATION', `${purpose}: at least one key is needed`);
    this.current = current;
    for (const key of keys) this.add(purpose, key);
  }

  /** The current one first. */
  get all(): readonly SecretKey[] {
    return [...this.keys.values()];
  }

  find(id: string): SecretKey | undefined {
    return this.keys.get(id);
  }

  private add(purpose: string, key: SecretKey): void {
    if (!KEY_ID.test(key.id))
      throw new TesseraError(
        'ERR_SERVER_CONFIGURATION',
        `${purpose}: key id "${key.id}" does not match ${KEY_ID.source}`,
      );
    if (this.keys.has(key.id))
      throw new TesseraError('ERR_SERVER_CONFIGURATION', `${purpose}: key id "${key.id}" is there twice`);
    if (key.secret.byteLength !== KEY_BYTES) {
      throw new TesseraError(
        'ERR_SERVER_CONFIGURATION',
        `${purpose}: key "${key.id}" has ${String(key.secret.byteLength)} bytes instead of ${String(KEY_BYTES)}`,
      );
    }
    this.keys.set(key.id, key);
  }
}
