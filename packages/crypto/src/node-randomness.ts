import { randomInt, randomUUID } from 'node:crypto';
import type { Instant, Randomness } from '@tessera/core';
import { v7 } from 'uuid';
import { DrawnBytes } from './drawn-bytes.js';

/** The largest power of ten below 2^48, the range of `randomInt`. */
const DIGITS_AT_ONCE = 14;

const UUID_BYTES = 16;

/** Randomness from the operating system. `randomInt` rejects and draws again, so nothing here has a modulo bias. */
export class NodeRandomness implements Randomness {
  private readonly drawn = new DrawnBytes();

  uuid(): string {
    return randomUUID();
  }

  timeOrderedUuid(now: Instant): string {
    return v7({ msecs: now, random: this.drawn.take(UUID_BYTES) });
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
