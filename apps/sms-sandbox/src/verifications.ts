import { randomInt, randomUUID } from 'node:crypto';
import type { Channel } from './channel.js';
import type { SandboxClock } from './clock.js';

/** Lifetime of a code. */
export const CODE_LIFETIME_SECONDS = 300;
/** Guesses a code allows; after the last wrong one even the right code is refused. */
export const MAX_ATTEMPTS = 5;

/** A code that was sent and not used yet. */
export interface Verification {
  readonly transactionId: string;
  readonly channel: Channel;
  readonly destination: string;
  readonly code: string;
  readonly expiresAt: number;
  attempts: number;
}

/** The codes under way. Holds at most `capacity`; the oldest make room. */
export class Verifications {
  readonly #clock: SandboxClock;
  readonly #capacity: number;
  // Insertion order is order of expiry, since all codes live equally long: the front of the map is what goes first.
  readonly #byId = new Map<string, Verification>();
  readonly #idByDestination = new Map<string, string>();

  constructor(clock: SandboxClock, capacity: number) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /** Makes a code for a destination; the older code of the same destination stops working. */
  issue(channel: Channel, destination: string): Verification {
    const older = this.#idByDestination.get(`${channel}:${destination}`);
    if (older !== undefined) this.#remove(older);
    this.#makeRoom();
    const verification: Verification = {
      transactionId: randomUUID(),
      channel,
      destination,
      code: String(randomInt(1_000_000)).padStart(6, '0'),
      expiresAt: this.#clock.now() + CODE_LIFETIME_SECONDS * 1000,
      attempts: 0,
    };
    this.#byId.set(verification.transactionId, verification);
    this.#idByDestination.set(`${channel}:${destination}`, verification.transactionId);
    return verification;
  }

  /** Undefined when unknown, used, voided or of the other channel. */
  find(channel: Channel, transactionId: string): Verification | undefined {
    const verification = this.#byId.get(transactionId);
    return verification?.channel === channel ? verification : undefined;
  }

  /** Spends a guess; true once for the right code in time. */
  verify(verification: Verification, guess: string): boolean {
    if (verification.expiresAt <= this.#clock.now() || verification.attempts >= MAX_ATTEMPTS) return false;
    verification.attempts += 1;
    if (guess !== verification.code) return false;
    this.#remove(verification.transactionId);
    return true;
  }

  #makeRoom(): void {
    for (const [id, verification] of this.#byId) {
      if (verification.expiresAt > this.#clock.now() && this.#byId.size < this.#capacity) return;
      this.#remove(id);
    }
  }

  #remove(transactionId: string): void {
    const verification = this.#byId.get(transactionId);
    if (verification === undefined) return;
    this.#byId.delete(transactionId);
    this.#idByDestination.delete(`${verification.channel}:${verification.destination}`);
  }
}
