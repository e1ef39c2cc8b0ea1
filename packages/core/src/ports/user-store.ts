import type { JsonObject } from '../json/json.js';
import type { User, UserStatus } from '../user/user.js';

/** Changes to a stored user; only what is named is written. */
export interface UserChanges {
  readonly passwordHash?: string;
  readonly phoneNumber?: string;
  readonly phoneNumberVerified?: boolean;
  readonly emailVerified?: boolean;
  readonly email?: string;
  readonly status?: UserStatus;
  /** Standard claims to merge, e.g. `name`, `locale`. */
  readonly claims?: JsonObject;
  readonly customProperties?: JsonObject;
}

/** Users of all tenants. No call without a tenant. Look-ups by address or name ignore case. */
export interface UserStore {
  findById(tenantId: string, sub: string): Promise<User | undefined>;
  /** By `preferred_username`. */
  findByUsername(tenantId: string, username: string): Promise<User | undefined>;
  findByExternalUserId(tenantId: string, providerId: string, externalUserId: string): Promise<User | undefined>;
  /** All users with this E.164 number, at most three. */
  findByPhoneNumber(tenantId: string, e164: string): Promise<readonly User[]>;
  /** All users with this e-mail address, at most three. */
  findByEmail(tenantId: string, email: string): Promise<readonly User[]>;
  /** False when the tenant already has this `sub`, `preferred_username` or external user id; nothing is written then. */
  insert(user: User): Promise<boolean>;
  /** Writes only the named attributes; false when there is no such user. */
  patch(tenantId: string, sub: string, changes: UserChanges): Promise<boolean>;
}
