import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CodeScope, CodeVault, SealedCode } from '@tessera/core';
import { KeyRing, type SecretKey } from './key-ring.js';

/** Keeps the key's use for codes apart from any other use of the same bytes. */
const DOMAIN = 'tessera/one-time-code/1';
const LENGTH_BYTES = 4;

/** One-time codes as HMAC-SHA-256 under a server-side pepper. Peppers rotate: the first key seals, every key checks what it sealed. */
export class HmacCodeVault implements CodeVault {
  private readonly keys: KeyRing;

  /** @throws TesseraError `ERR_SERVER_CONFIGURATION` when the keys are not usable; see {@link SecretKey} */
  constructor(keys: readonly SecretKey[]) {
    this.keys = new KeyRing('one-time code keys', keys);
  }

  seal(scope: CodeScope, code: string): SealedCode {
    const key = this.keys.current;
    return { keyId: key.id, digest: digestOf(key, scope, code).toString('base64url') };
  }

  matches(scope: CodeScope, sealed: SealedCode, guess: string): boolean {
    const key = this.keys.find(sealed.keyId);
    if (!key) return false;
    const expected = Buffer.from(sealed.digest, 'base64url');
    const actual = digestOf(key, scope, guess);
    return expected.byteLength === actual.byteLength && timingSafeEqual(expected, actual);
  }
}

function digestOf(key: SecretKey, { tenantId, transactionId, challengeId }: CodeScope, code: string): Buffer {
  const parts = [DOMAIN, tenantId, transactionId, challengeId, code];
  // Every part carries its length: no two different lists of parts give the same bytes.
  const bytes = Buffer.allocUnsafe(parts.reduce((sum, part) => sum + LENGTH_BYTES + Buffer.byteLength(part), 0));
  let end = 0;
  for (const part of parts) {
    const length = bytes.write(part, end + LENGTH_BYTES, 'utf8');
    bytes.writeUInt32BE(length, end);
    end += LENGTH_BYTES + length;
  }
  const digest = createHmac('sha256', key.secret).update(bytes).digest();
  // The memory is lent out again, and the code is in it.
  bytes.fill(0);
  return digest;
}
