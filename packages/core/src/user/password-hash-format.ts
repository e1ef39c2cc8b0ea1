/** What a password hash of another server says about how it is checked. */
export type PasswordHashFormat =
  | { readonly kind: 'bcrypt'; readonly cost: number }
  | {
      readonly kind: 'pbkdf2';
      readonly digest: 'sha256' | 'sha512';
      readonly iterations: number;
      /** `text`: the characters themselves are the salt, as Django has it. */
      readonly salt: { readonly encoding: 'base64' | 'text'; readonly value: string };
      /** Base64 without padding. */
      readonly key: string;
    }
  | { readonly kind: 'argon2id'; readonly memoryKib: number; readonly passes: number; readonly lanes: number };

/** What {@link readPasswordHash} takes, for those who have given something else. */
export const ACCEPTED_PASSWORD_HASHES: string =
  'bcrypt ($2a$, $2b$, $2y$, cost 4..14), PBKDF2 ($pbkdf2-sha256$, $pbkdf2-sha512$, pbkdf2_sha256$, pbkdf2_sha512$; 1..2000000 iterations, ' +
  'key of 16..64 bytes) or argon2id ($argon2id$v=19$, at most m=131072, t=10, p=16)';

const BCRYPT_COST = { min: 4, max: 14 };
/** Of one digest-sized block; a longer key costs as many times more. */
const MOST_ITERATIONS = 2_000_000;
const ARGON2 = { memoryKib: 131_072, passes: 10, lanes: 16 };
const KEY_BYTES = { min: 16, max: 64 };
const SALT_BYTES = { min: 1, max: 128 };
const DIGEST_BYTES = { sha256: 32, sha512: 64 };

// The characters at the ends carry fewer bits than they could (OpenBSD's base64); with other bits set, libraries disagree.
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./\dA-Za-z]{21}[.Oeu][./\dA-Za-z]{30}[.CGKOSWaeimquy26]$/;
const PBKDF2_PHC =
  /^\$pbkdf2-(sha256|sha512)\$(?:i=(\d{1,7})(?:,l=(\d{1,3}))?|(\d{1,7}))\$([A-Za-z\d+/.]+)\$([A-Za-z\d+/.]+)$/;
const PBKDF2_DJANGO = /^pbkdf2_(sha256|sha512)\$(\d{1,7})\$([^$]+)\$([A-Za-z\d+/]+)={0,2}$/;
const ARGON2ID = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z\d+/]+)\$([A-Za-z\d+/]+)$/;

/**
 * Reads a hash in one of the notations of {@link ACCEPTED_PASSWORD_HASHES}. Undefined for anything else, and for parameters under which
 * checking a single password would cost so much that sign-ins could be used to tie the server up.
 */
export function readPasswordHash(text: string): PasswordHashFormat | undefined {
  if (text.length > 512) return undefined;
  return readBcrypt(text) ?? readPbkdf2(text) ?? readDjango(text) ?? readArgon2id(text);
}

function readBcrypt(text: string): PasswordHashFormat | undefined {
  const cost = Number(BCRYPT.exec(text)?.[1]);
  return isWithin(cost, BCRYPT_COST) ? { kind: 'bcrypt', cost } : undefined;
}

/** PHC string format, and passlib's: iterations without a name, `.` where base64 has `+`. */
function readPbkdf2(text: string): PasswordHashFormat | undefined {
  const match = PBKDF2_PHC.exec(text);
  if (!match) return undefined;
  const [, digest, named, length, bare, salt = '', key = ''] = match;
  if (length !== undefined && Number(length) !== bytesOf(key)) return undefined;
  if (!isWithin(bytesOf(salt), SALT_BYTES)) return undefined;
  const value = salt.replaceAll('.', '+');
  return pbkdf2(digest, Number(named ?? bare), { encoding: 'base64', value }, key.replaceAll('.', '+'));
}

function readDjango(text: string): PasswordHashFormat | undefined {
  const match = PBKDF2_DJANGO.exec(text);
  if (!match) return undefined;
  const [, digest, iterations, salt = '', key = ''] = match;
  if (!isWithin(salt.length, SALT_BYTES)) return undefined;
  return pbkdf2(digest, Number(iterations), { encoding: 'text', value: salt }, key);
}

function pbkdf2(
  name: string | undefined,
  iterations: number,
  salt: { readonly encoding: 'base64' | 'text'; readonly value: string },
  key: string,
): PasswordHashFormat | undefined {
  const digest = name === 'sha512' ? 'sha512' : 'sha256';
  const keyBytes = bytesOf(key);
  const blocks = Math.ceil(keyBytes / DIGEST_BYTES[digest]);
  const isAffordable = isWithin(iterations * blocks, { min: 1, max: MOST_ITERATIONS });
  return isAffordable && isWithin(keyBytes, KEY_BYTES) ? { kind: 'pbkdf2', digest, iterations, salt, key } : undefined;
}

function readArgon2id(text: string): PasswordHashFormat | undefined {
  const match = ARGON2ID.exec(text);
  if (!match) return undefined;
  const [memoryKib = 0, passes = 0, lanes = 0] = match.slice(1, 4).map(Number);
  const isAffordable =
    isWithin(lanes, { min: 1, max: ARGON2.lanes }) &&
    isWithin(passes, { min: 1, max: ARGON2.passes }) &&
    isWithin(memoryKib, { min: 8 * lanes, max: ARGON2.memoryKib });
  const isSound =
    isWithin(bytesOf(match[4] ?? ''), { min: 8, max: 64 }) && isWithin(bytesOf(match[5] ?? ''), KEY_BYTES);
  return isAffordable && isSound ? { kind: 'argon2id', memoryKib, passes, lanes } : undefined;
}

/** Of base64 without padding; NaN for a length that no bytes have. */
function bytesOf(base64: string): number {
  return base64.length % 4 === 1 ? NaN : Math.floor((base64.length * 3) / 4);
}

function isWithin(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
