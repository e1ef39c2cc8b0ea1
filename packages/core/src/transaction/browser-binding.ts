import { REFUSALS } from '../errors/refusals.js';
import type { Answer } from '../errors/answer.js';
import type { Digests } from '../ports/randomness.js';
import type { TransactionSnapshot } from './snapshot.js';

/** What a call shows about the browser it comes from (specification 4.4). */
export interface BindingEvidence {
  /** Value of `IDP_AUTH_SESSION-<first 8 characters of id>`. */
  readonly ownCookie?: string;
  /** Value of `IDP_AUTH_SESSION`. */
  readonly latestCookie?: string;
  /** `Origin` or `Sec-Fetch-Site` is present. */
  readonly isBrowser: boolean;
  /** `Origin` is outside the allowed origins, or `Sec-Fetch-Site: cross-site` came without an allowed one. */
  readonly isForeignOrigin: boolean;
}

/** Undefined when the call may go on. */
export function checkBrowserBinding(
  snapshot: TransactionSnapshot,
  evidence: BindingEvidence,
  bindingRequired: boolean,
  digests: Digests,
): Answer | undefined {
  if (evidence.isForeignOrigin) return REFUSALS.originNotAllowed;
  const presented = evidence.ownCookie ?? evidence.latestCookie;
  if (presented !== undefined) {
    return digests.equal(digests.sha256Hex(presented), snapshot.bindingHash) ? undefined : REFUSALS.bindingForeign;
  }
  const carriesSession = snapshot.sessionId !== undefined;
  return evidence.isBrowser || bindingRequired || carriesSession ? REFUSALS.bindingMissing : undefined;
}
