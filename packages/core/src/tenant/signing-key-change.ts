import type { Instant } from '../ports/clock.js';
import type { SigningKey } from '../ports/protocol-store.js';

/** What the write of a tenant does to its signing keys, in the same commit. */
export interface SigningKeyChange {
  /** Sign from their `createdAt` on; one with the `kid` of an older one takes its place. */
  readonly added: readonly SigningKey[];
  /** Ids of keys that were brought before and no longer are. */
  readonly removed: readonly string[];
  /** Ids of all keys that are brought now; living ones of the same `alg` beside them retire. */
  readonly kept: readonly string[];
  /** From here on the retired ones no longer sign. */
  readonly at: Instant;
  /** Until here they stay published, for the tokens that they have signed. */
  readonly publishedUntil: Instant;
}

type KnownKey = Pick<SigningKey, 'kid' | 'alg'> & {
  readonly retiredAt?: Instant | null;
  readonly expiresAt?: Instant | null;
};

/** Whether a stored key retires with this change. */
export function retiresWith({ added, removed, kept, at }: SigningKeyChange, key: KnownKey): boolean {
  const isOver = (end: Instant | null | undefined): boolean => typeof end === 'number' && end <= at;
  if (isOver(key.retiredAt) || isOver(key.expiresAt)) return false;
  return removed.includes(key.kid) || (!kept.includes(key.kid) && added.some(({ alg }) => alg === key.alg));
}
