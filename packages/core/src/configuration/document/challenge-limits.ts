import type { ViolationList } from '../../errors/violation-list.js';
import type { ObjectReader } from './object-reader.js';

/** Guess budget and lifetime of a challenge, as far as one place of the document states them. */
export interface ChallengeLimits {
  readonly retryCountLimitation?: number;
  readonly expireSeconds?: number;
}

const SHORTEST = 30;
const LONGEST = 600;
const LONGEST_ALLOWED = 3600;

/** Reads `retry_count_limitation` (1–15) and `expire_seconds` (30–600, up to 3600 with `allow_long_expiry`). */
export function readChallengeLimits(
  reader: ObjectReader,
  isLongExpiryAllowed: boolean,
  violations: ViolationList,
): ChallengeLimits {
  const retryCountLimitation = reader.integer('retry_count_limitation', 1, 15);
  const expireSeconds = readExpiry(reader, isLongExpiryAllowed, violations);
  return {
    ...(retryCountLimitation === undefined ? {} : { retryCountLimitation }),
    ...(expireSeconds === undefined ? {} : { expireSeconds }),
  };
}

function readExpiry(reader: ObjectReader, isLongExpiryAllowed: boolean, violations: ViolationList): number | undefined {
  if (isLongExpiryAllowed) return reader.integer('expire_seconds', SHORTEST, LONGEST_ALLOWED);
  const given = reader.raw('expire_seconds');
  if (typeof given !== 'number' || !Number.isInteger(given) || given <= LONGEST) {
    return reader.integer('expire_seconds', SHORTEST, LONGEST);
  }
  const message = 'longer than 600 seconds needs allow_long_expiry';
  violations.add(reader.at('expire_seconds'), message, `${SHORTEST}..${LONGEST}`, String(given));
  return undefined;
}

/** Weighs the places: `details` before `metadata` before 5 and 300; of several `details` the smaller value (specification 1.3). */
export function weighChallengeLimits(
  details: readonly ChallengeLimits[],
  metadata: ChallengeLimits,
): Required<ChallengeLimits> {
  const smallest = (key: keyof ChallengeLimits): number | undefined => {
    const stated = details.flatMap((limits) => limits[key] ?? []);
    return stated.length === 0 ? undefined : Math.min(...stated);
  };
  return {
    retryCountLimitation: smallest('retryCountLimitation') ?? metadata.retryCountLimitation ?? 5,
    expireSeconds: smallest('expireSeconds') ?? metadata.expireSeconds ?? 300,
  };
}
