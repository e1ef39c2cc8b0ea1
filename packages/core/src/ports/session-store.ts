import type { PerformedFactor } from '../transaction/carried-factors.js';
import type { Instant } from './clock.js';
import type { LoginReference } from './own-token.js';

/** An SSO session of a browser (specification 4.5). */
export interface SsoSession {
  /** Stays the same while the session lives; not the value of its cookie, which changes with each sign-in. */
  readonly id: string;
  readonly sub: string;
  readonly factors: readonly PerformedFactor[];
  readonly acr?: string;
  /** As it stands in id_tokens. */
  readonly amr: readonly string[];
  /** The last successful authentication. */
  readonly authenticatedAt: Instant;
  readonly startedAt: Instant;
  /** When it ends if it is not used before: the idle limit, or the absolute one where that comes first. */
  readonly expiresAt?: Instant;
  /** Clients that have got a code from it. */
  readonly clientIds: readonly string[];
}

/** The living SSO sessions, kept by the protocol layer. No call without a tenant. Every method may throw TesseraError `ERR_STORE_UNAVAILABLE`. */
export interface SessionStore {
  /** Undefined once the session has ended, whatever the reason. Says nothing about the status of its user. */
  find(tenantId: string, sessionId: string, now: Instant): Promise<SsoSession | undefined>;
  /** Living sessions of a user, oldest first. */
  listByUser(tenantId: string, sub: string, now: Instant): Promise<readonly SsoSession[]>;
  /** Ends a session and revokes what was issued in it; false when it has ended already. */
  end(tenantId: string, sessionId: string, now: Instant): Promise<boolean>;
  /** Ends all sessions of a user and revokes every token issued for it; tells how many sessions were alive. May be repeated. */
  endAll(tenantId: string, sub: string, now: Instant): Promise<number>;
  /**
   * As {@link endAll}, but for the session and the one access token named; every refresh token and code goes, those of that session
   * included. Tells how many sessions were ended. May be repeated.
   */
  endOthers(
    owner: { readonly tenantId: string; readonly sub: string },
    kept: LoginReference,
    now: Instant,
  ): Promise<number>;
}
