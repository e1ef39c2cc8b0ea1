import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { Digests, SecretBox } from '@tessera/core';

/** AES-256-GCM under a key of this instance: what it seals is unreadable without it, as in production. */
export function createSecretBox(key: Buffer = randomBytes(32)): SecretBox {
  return {
    seal: (plain) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `sealed:${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')}`;
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed.slice('sealed:'.length), 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    isSealed: (text) => text.startsWith('sealed:'),
  };
}

const keyedHash = (text: string): string =>
  `k1:${createHmac('sha256', 'test key').update(text, 'utf8').digest('hex').slice(0, 16)}`;

export const digests: Digests = {
  uuid5: () => {
    throw new Error('no store needs name-based identifiers');
  },
  sha256Hex: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  keyedHash,
  keyedHashes: (text) => [keyedHash(text)],
  equal: (left, right) => left === right,
};
