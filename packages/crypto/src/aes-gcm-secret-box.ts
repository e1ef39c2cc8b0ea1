import { createCipheriv, createDecipheriv } from 'node:crypto';
import { TesseraError, type SecretBox } from '@tessera/core';
import { DrawnBytes } from './drawn-bytes.js';
import { KeyRing, type SecretKey } from './key-ring.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^sealed:([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]{38,})$/;

/**
 * Secrets at rest under AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: `sealed:<key id>:<base64url of nonce, ciphertext, tag>`.
 * The key id is authenticated too. Keys rotate: the first seals, every key opens what it sealed.
 */
export class AesGcmSecretBox implements SecretBox {
  private readonly keys: KeyRing;
  private readonly drawn = new DrawnBytes();

  /** @throws TesseraError `ERR_SERVER_CONFIGURATION` when the keys are not usable; see {@link SecretKey} */
  constructor(keys: readonly SecretKey[]) {
    this.keys = new KeyRing('encryption keys', keys);
  }

  seal(plain: string): string {
    const { id, secret } = this.keys.current;
    const nonce = this.drawn.take(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES }).setAAD(additionalData(id));
    const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `sealed:${id}:${sealed.toString('base64url')}`;
  }

  open(sealed: string): string {
    const [, id, text] = SEALED.exec(sealed) ?? [];
    if (id === undefined || text === undefined)
      throw new TesseraError('ERR_SERVER_CONFIGURATION', 'a stored secret does not have the sealed form');
    const key = this.keys.find(id);
    if (!key) {
      throw new TesseraError(
        'ERR_SERVER_CONFIGURATION',
        `a stored secret is encrypted under key "${id}", which is not configured; add it to the encryption keys`,
      );
    }
    return decrypt(key, Buffer.from(text, 'base64url'));
  }

  isSealed(text: string): boolean {
    return SEALED.test(text);
  }

  /** Whether `sealed` was sealed under the key that seals now; false for a text that is not sealed. */
  isCurrent(sealed: string): boolean {
    return SEALED.exec(sealed)?.[1] === this.keys.current.id;
  }
}

function decrypt({ id, secret }: SecretKey, sealed: Buffer): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(-TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, secret, nonce, { authTagLength: TAG_BYTES })
    .setAAD(additionalData(id))
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch (cause) {
    throw new TesseraError(
      'ERR_SERVER_CONFIGURATION',
      `a stored secret cannot be decrypted: it was changed, or key "${id}" is not the one it was encrypted under`,
      { cause },
    );
  }
}

function additionalData(keyId: string): Buffer {
  return Buffer.from(`sealed:${keyId}:`, 'utf8');
}
