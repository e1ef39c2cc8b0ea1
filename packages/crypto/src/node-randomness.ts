import { randomFillSync, randomInt, randomUUID } from 'node:crypto';
import type { Randomness } from '@tessera/core';

/** The largest power of ten below 2^48, the range of `randomInt`. */
const DIGITS_AT_ONCE = 14;

/** Drawn in advance, as Node does for UUIDs: asking the system costs the same for all of them as for one token. */
const DRAWN_BYTES = 4096;

/** Randomness from the operating system. `randomInt` rejects and draws again, so nothing here has a modulo bias. */
export class NodeRandomness implements Randomness {
  private readonly drawn = Buffer.alloc(DRAWN_BYTES);
  private used = DRAWN_BYTES;

  uuid(): string {
    return randomUUID();
  }

  token(bytes: number): string {
    if (bytes > DRAWN_BYTES) return randomFillSync(Buffer.alloc(bytes)).toString('base64url');
    if (this.used + bytes > DRAWN_BYTES) {
      randomFillSync(this.drawn);
      this.used = 0;
    }
    const start = this.used;
    this.used += bytes;
    const token = this.drawn.toString('base64url', start, this.used);
    // Nothing is given out twice, and no secret stays behind.
    this.drawn.fill(0, start, this.used);
    return token;
  }

  digits(length: number): string {
    let digits = '';
    while (digits.length < length) {
      const count = Math.min(DIGITS_AT_ONCE, length - digits.length);
      digits += String(randomInt(10 ** count)).padStart(count, '0');
    }
    return digits;
  }

  integer(limit: number): number {
    return randomInt(limit);
  }
}
