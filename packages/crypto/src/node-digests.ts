import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto';
import { BoundedCache, TesseraError, type Digests } from '@tessera/core';
import { KeyRing, type SecretKey } from './key-ring.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const KEYED_HASH_DIGITS = 16;

/** Numbers and addresses of those who are logging in; some megabytes. */
const MOST_RECENT = 10_000;
/** Numbers, addresses and names are shorter; a longer text is hashed each time. */
const RECENT_LENGTH = 64;

/** Digests by Node's crypto module. Keyed hashes are made with the first key: after a rotation, equal inputs hash anew, and {@link keyedHashes} finds both. */
export class NodeDigests implements Digests {
  private readonly keys: KeyRing;
  /** A login asks for the hash of its one number and address a few times a step. Never codes: these have a vault of their own. */
  private readonly recent = new BoundedCache<string>(MOST_RECENT);

  /** @throws TesseraError `ERR_SERVER_CONFIGURATION` when the keys are not usable; see {@link SecretKey} */
  constructor(hashKeys: readonly SecretKey[]) {
    this.keys = new KeyRing('hash keys', hashKeys);
  }

  /** @throws TesseraError `ERR_INVARIANT` when `namespace` is not a UUID */
  uuid5(namespace: string, name: string): string {
    if (!UUID.test(namespace))
      throw new TesseraError('ERR_INVARIANT', 'the namespace of a name-based UUID must be a UUID');
    const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
    const bytes = createHash('sha1').update(space).update(name, 'utf8').digest().subarray(0, 16);
    // Version and variant, RFC 9562 §5.5.
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  sha256Hex(text: string): string {
    return hash('sha256', text, 'hex');
  }

  keyedHash(text: string): string {
    const known = this.recent.get(text);
    if (known !== undefined) return known;
    const made = hashUnder(this.keys.current, text);
    if (text.length <= RECENT_LENGTH) this.recent.set(text, made);
    return made;
  }

  keyedHashes(text: string): readonly string[] {
    return this.keys.all.map((key) => hashUnder(key, text));
  }

  equal(left: string, right: string): boolean {
    // Digests have one length, so that not even the lengths of the texts show in the time.
    return timingSafeEqual(Buffer.from(hash('sha256', left, 'hex')), Buffer.from(hash('sha256', right, 'hex')));
  }
}

function hashUnder({ id, secret }: SecretKey, text: string): string {
  return `${id}:${createHmac('sha256', secret).update(text, 'utf8').digest('hex').slice(0, KEYED_HASH_DIGITS)}`;
}
