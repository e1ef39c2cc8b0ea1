import type { Instant } from './clock.js';

/** What a user has granted a client in one sign-in; codes and tokens that come from it hang on it. */
export interface TokenGrant {
  /** A hash: nothing that any client holds, and of no use as a credential. */
  readonly id: string;
  readonly sub: string;
  readonly clientId: string;
  /** Granted, in the order of the request. */
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  /** No refresh token of it lives longer. */
  readonly expiresAt?: Instant;
}

/** The living grants, kept by the protocol layer. No call without a tenant. Every method may throw TesseraError `ERR_STORE_UNAVAILABLE`. */
export interface GrantStore {
  /** Undefined once the grant has expired or was revoked. Says nothing about the status of its user. */
  find(tenantId: string, grantId: string, now: Instant): Promise<TokenGrant | undefined>;
  /** Living grants of a user, oldest first. */
  listByUser(tenantId: string, sub: string, now: Instant): Promise<readonly TokenGrant[]>;
  /** Revokes a grant with every code and token of it. Exactly one of any number of parallel callers is told true. */
  revoke(tenantId: string, grantId: string, now: Instant): Promise<boolean>;
}
