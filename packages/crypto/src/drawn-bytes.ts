import { randomFillSync } from 'node:crypto';

/** Asking the system costs about the same for all of them as for a single token. */
const DRAWN_BYTES = 4096;

/** Random bytes of the operating system, drawn in advance as Node itself does for UUIDs. None is given out twice, and none stays behind. */
export class DrawnBytes {
  private readonly drawn = Buffer.alloc(DRAWN_BYTES);
  private used = DRAWN_BYTES;

  /** The next bytes, in a buffer of their own. */
  take(count: number): Buffer {
    const taken = Buffer.alloc(count);
    if (count > DRAWN_BYTES) return randomFillSync(taken);
    const start = this.reserve(count);
    this.drawn.copy(taken, 0, start, this.used);
    this.drawn.fill(0, start, this.used);
    return taken;
  }

  /** The next bytes as text. */
  text(count: number): string {
    if (count > DRAWN_BYTES) return this.take(count).toString('base64url');
    const start = this.reserve(count);
    const text = this.drawn.toString('base64url', start, this.used);
    this.drawn.fill(0, start, this.used);
    return text;
  }

  private reserve(count: number): number {
    if (this.used + count > DRAWN_BYTES) {
      randomFillSync(this.drawn);
      this.used = 0;
    }
    const start = this.used;
    this.used += count;
    return start;
  }
}
