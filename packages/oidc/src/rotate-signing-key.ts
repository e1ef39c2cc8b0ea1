import {
  longestSignedLife,
  type Client,
  type Clock,
  type Instant,
  type SigningKeyStore,
  type Tenant,
} from '@tessera/core';
import { generateKey } from './provider/signing-keys.js';
import { MAX_AGE_MILLISECONDS } from './provider/tenant-providers.js';

/** When the keys of a rotation change places. */
export interface SigningKeyRotation {
  readonly kid: string;
  /** From here on the new key signs; it is published at once. */
  readonly signsFrom: Instant;
  /** From here on the old ones are no longer published. */
  readonly oldPublishedUntil: Instant;
}

export interface SigningKeyRotationDependencies {
  readonly keys: SigningKeyStore;
  readonly clock: Clock;
  /** The tenant's, whose tokens may live longer than the tenant's own. */
  readonly clients?: readonly Client[];
}

/** Nodes whose clocks differ by so much may work side by side. */
const CLOCK_SKEW_MILLISECONDS = 60_000;

/**
 * Gives a tenant a new signing key. Every node publishes it before any node signs with it, even a node that misses the notice of the change, and the
 * old key stays published until the last token signed with it has expired: no token fails in between.
 * @param isUrgent the old key is known to others: it is withdrawn at once, with every token that it has signed. A node that misses the notice
 *   goes on with it for a minute
 * @throws TesseraError `ERR_STORE_UNAVAILABLE`
 */
export async function rotateSigningKey(
  tenant: Tenant,
  { keys, clock, clients = [] }: SigningKeyRotationDependencies,
  isUrgent = false,
): Promise<SigningKeyRotation> {
  const { idTokenSigningAlg: alg, id: tenantId } = tenant;
  const now = clock.now();
  const signsFrom = isUrgent ? now : now + MAX_AGE_MILLISECONDS + CLOCK_SKEW_MILLISECONDS;
  const lastSigned = signsFrom + MAX_AGE_MILLISECONDS + CLOCK_SKEW_MILLISECONDS;
  const oldPublishedUntil = isUrgent ? now : lastSigned + longestSignedLife(tenant, clients) * 1000;
  const key = { tenantId, alg, createdAt: signsFrom, ...(await generateKey(alg)) };
  await keys.rotate(key, oldPublishedUntil);
  return { kid: key.kid, signsFrom, oldPublishedUntil };
}
