import type { Instant } from './clock.js';

/** Identifiers and random values from the system's secure source. */
export interface Randomness {
  /** A random UUID (RFC 9562, version 4) in lower case. */
  uuid(): string;
  /** A UUID whose order is that of `now` (RFC 9562, version 7), for what is stored in large numbers; 74 of its bits are random. */
  timeOrderedUuid(now: Instant): string;
  /** `bytes` random bytes, base64url without padding (RFC 4648 §5). */
  token(bytes: number): string;
  /** `length` decimal digits, every one of the 10^length strings equally likely, leading zeros kept. */
  digits(length: number): string;
  /** An integer from 0 up to, not including, `limit` (≤ 2^32), without modulo bias. */
  integer(limit: number): number;
}

/** Digests and encodings that the pure core cannot compute itself. All synchronous. */
export interface Digests {
  /** Name-based UUID (RFC 9562, version 5) of `name` in the namespace UUID. */
  uuid5(namespace: string, name: string): string;
  /** Lower-case hexadecimal SHA-256 of the UTF-8 text. */
  sha256Hex(text: string): string;
  /** Keyed hash for look-ups and events, `<key id>:<16 hex digits>`; the same input gives the same hash while the key stays. */
  keyedHash(text: string): string;
  /** {@link keyedHash} under every known key, the current one first: finds what was stored before a rotation. */
  keyedHashes(text: string): readonly string[];
  /** Constant-time comparison of two strings. */
  equal(left: string, right: string): boolean;
}
