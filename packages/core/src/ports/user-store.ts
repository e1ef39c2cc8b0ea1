import type { JsonObject } from '../json/json.js';
import type { User, UserStatus } from '../user/user.js';
import type { Instant } from './clock.js';

/** Changes to a stored user; only what is named is written. */
export interface UserChanges {
  readonly passwordHash?: string;
  readonly passwordChangedAt?: Instant;
  readonly phoneNumber?: string;
  readonly phoneNumberVerified?: boolean;
  readonly emailVerified?: boolean;
  readonly email?: string;
  readonly status?: UserStatus;
  /** Standard claims to merge, e.g. `name`, `locale`. */
  readonly claims?: JsonObject;
  readonly customProperties?: JsonObject;
}

/** A password hash in the place of another. */
export interface PasswordHashChange {
  readonly expected: string | undefined;
  readonly next: string;
  /** Set when it is another password, not the same one hashed anew; written with it. */
  readonly changedAt?: Instant;
}

/** Which users of a tenant; every filter given must hold. */
export interface UserQuery {
  readonly email?: string;
  /** E.164. */
  readonly phoneNumber?: string;
  readonly preferredUsername?: string;
  readonly status?: UserStatus;
  /** From 1. */
  readonly limit: number;
  readonly offset: number;
}

export type UserWriteResult =
  | { readonly kind: 'written'; readonly user: User }
  /** `updatedAt` is another one. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'absent' }
  /** Another user has this `preferred_username`, external user id or unique key. */
  | { readonly kind: 'taken' };

/**
 * Users of all tenants. No call without a tenant. Look-ups by address or name ignore case. No two users of a tenant have the same unique key:
 * the e-mail address or number, as the tenant's `identityUniqueKeyType` says.
 */
export interface UserStore {
  findById(tenantId: string, sub: string): Promise<User | undefined>;
  /** By `preferred_username`. */
  findByUsername(tenantId: string, username: string): Promise<User | undefined>;
  findByExternalUserId(tenantId: string, providerId: string, externalUserId: string): Promise<User | undefined>;
  /** Users with this E.164 number, at most three, verified ones first: nobody hides an owner behind claims of their own. */
  findByPhoneNumber(tenantId: string, e164: string): Promise<readonly User[]>;
  /** Users with this e-mail address, at most three, verified ones first. */
  findByEmail(tenantId: string, email: string): Promise<readonly User[]>;
  /** False when the tenant already has this `sub`, `preferred_username`, external user id or unique key; nothing is written then. */
  insert(user: User): Promise<boolean>;
  /**
   * Writes only the named attributes; false when there is no such user, or another one has the new unique key. Every write makes `updatedAt` of
   * that user larger.
   */
  patch(tenantId: string, sub: string, changes: UserChanges): Promise<boolean>;
  /**
   * Writes the password hash `next` if the stored one is still `expected` (undefined: there is none); false when it is another, or there is
   * no such user. One of any number of parallel callers with the same `expected` is told true.
   */
  replacePasswordHash(tenantId: string, sub: string, change: PasswordHashChange): Promise<boolean>;
  /** Oldest first, users of any status; `totalCount` is of all that match. */
  list(tenantId: string, query: UserQuery): Promise<{ readonly list: readonly User[]; readonly totalCount: number }>;
  /** Writes all attributes but `updatedAt`, if the user's is still `expectedUpdatedAt`. Nothing is written unless `written`. */
  replace(user: User, expectedUpdatedAt: Instant): Promise<UserWriteResult>;
  /** False when there is no such user. */
  remove(tenantId: string, sub: string): Promise<boolean>;
  /** Tells whether any user of the tenant has this role. May read all of them. */
  isRoleInUse(tenantId: string, roleName: string): Promise<boolean>;
}
