import { randomInt, randomUUID } from 'node:crypto';
import type { Randomness } from '@tessera/core';
import { DrawnBytes } from './drawn-bytes.js';

/** The largest power of ten below 2^48, the range of `randomInt`. */
const DIGITS_AT_ONCE = 14;

/** Randomness from the operating system. `randomInt` rejects and draws again, so nothing here has a modulo bias. */
export class NodeRandomness implements Randomness {
  private readonly drawn = new DrawnBytes();

  uuid(): string {
    return randomUUID();
  }

  token(bytes: number): string {
    return this.drawn.text(bytes);
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
