import type { JsonObject } from '../json/json.js';
import type { Instant } from './clock.js';

/** Something the OAuth 2.0 / OpenID Connect layer keeps: a code, a token, a grant, a session. */
export interface ProtocolArtifact {
  readonly tenantId: string;
  /** E.g. `AuthorizationCode`, `AccessToken`, `RefreshToken`, `Grant`, `Session`, `Interaction`. */
  readonly kind: string;
  /** A hash of the value that the client holds; never the value. */
  readonly id: string;
  readonly payload: JsonObject;
  readonly grantId?: string;
  readonly uid?: string;
  readonly accountId?: string;
  readonly consumedAt?: Instant;
  readonly expiresAt?: Instant;
}

/** Codes, tokens, grants and sessions of the protocol layer. No call without a tenant. */
export interface ProtocolStore {
  /** Inserts or replaces. */
  upsert(artifact: ProtocolArtifact): Promise<void>;
  /** Undefined when absent or expired at `now`; a consumed one is found. */
  find(tenantId: string, kind: string, id: string, now: Instant): Promise<ProtocolArtifact | undefined>;
  findByUid(tenantId: string, kind: string, uid: string, now: Instant): Promise<ProtocolArtifact | undefined>;
  /** Those of a user that have not expired at `now`, in no order; used ones among them. */
  listByAccount(tenantId: string, kind: string, accountId: string, now: Instant): Promise<readonly ProtocolArtifact[]>;
  /** Marks it as used. Exactly one of any number of parallel callers is told true. */
  consume(tenantId: string, kind: string, id: string, now: Instant): Promise<boolean>;
  /** False when it is not there. Exactly one of any number of parallel callers is told true. */
  remove(tenantId: string, kind: string, id: string): Promise<boolean>;
  /** Removes everything issued under a grant. */
  removeByGrant(tenantId: string, grantId: string): Promise<void>;
  /** Removes sessions, grants and tokens of a user. */
  removeByAccount(tenantId: string, accountId: string): Promise<void>;
  /** Deletes what has expired; called now and then. Returns how many. */
  purge(now: Instant): Promise<number>;
}

/** A signing key of a tenant. Stores keep the private part encrypted. */
export interface SigningKey {
  readonly tenantId: string;
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  /** Private JWK (RFC 7517). */
  readonly jwk: JsonObject;
  readonly createdAt: Instant;
  /** No longer signs from here on, but stays published until `expiresAt`. */
  readonly retiredAt?: Instant;
  readonly expiresAt?: Instant;
}

/** Signing keys and the secrets of the protocol layer, per tenant. */
export interface SigningKeyStore {
  /** Oldest first. */
  list(tenantId: string): Promise<readonly SigningKey[]>;
  /** Adds the key unless the tenant already has a living key of that `alg`; returns the list after it. Safe on several nodes at once. */
  addIfNone(key: SigningKey): Promise<readonly SigningKey[]>;
  /**
   * Adds `key`, which signs from its `createdAt` on, and in the same commit retires the tenant's living keys of that `alg` at that instant;
   * they stay published until `publishedUntil`. Returns the list after it. Safe on several nodes at once.
   */
  rotate(key: SigningKey, publishedUntil: Instant): Promise<readonly SigningKey[]>;
}
