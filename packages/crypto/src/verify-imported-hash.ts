import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import type { PasswordHashFormat } from '@tessera/core';

const derive = promisify(pbkdf2);

/** A hash that another server made, and argon2 does not know. */
export type ImportedHash = Exclude<PasswordHashFormat, { readonly kind: 'argon2id' }>;

/** Checks a password on a thread of libuv's pool. bcrypt takes the first 72 bytes of a password, as it always has. */
export async function verifyImportedHash(password: string, hash: string, format: ImportedHash): Promise<boolean> {
  if (format.kind === 'bcrypt') return verifyBcrypt(password, hash);
  const key = Buffer.from(format.key, 'base64');
  const salt = Buffer.from(format.salt.value, format.salt.encoding === 'text' ? 'utf8' : 'base64');
  return timingSafeEqual(await derive(password, salt, format.iterations, key.length, format.digest), key);
}

/** Hashes of the same class cost the same. */
export function costClassOf(format: ImportedHash): string {
  if (format.kind === 'bcrypt') return `bcrypt ${String(format.cost)}`;
  return `pbkdf2-${format.digest} ${String(format.iterations)} ${String(format.key.length)}`;
}
