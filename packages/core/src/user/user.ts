import type { JsonObject } from '../json/json.js';
import type { Instant } from '../ports/clock.js';

export const USER_STATUSES = ['INITIALIZED', 'REGISTERED', 'LOCKED', 'DISABLED', 'SUSPENDED', 'DELETED'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

/** Only these may complete a sign-in. */
export function isActiveStatus(status: UserStatus): boolean {
  return status === 'INITIALIZED' || status === 'REGISTERED';
}

/** A person of one tenant. */
export interface User {
  readonly tenantId: string;
  readonly sub: string;
  /** `tessera` for users made here. */
  readonly providerId: string;
  readonly externalUserId?: string;
  readonly status: UserStatus;
  readonly preferredUsername: string;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** E.164. */
  readonly phoneNumber?: string;
  readonly phoneNumberVerified: boolean;
  /** Further OpenID Connect standard claims by their wire name: `name`, `given_name`, `locale`, `zoneinfo`, … */
  readonly claims: JsonObject;
  readonly customProperties: JsonObject;
  readonly roles: readonly string[];
  /** Of an operator: the only tenants of its organization that it manages; absent: all. */
  readonly assignedTenants?: readonly string[];
  readonly passwordHash?: string;
  /** When the user or an operator last chose another password; absent: never. Proofs of the former one count no longer. */
  readonly passwordChangedAt?: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}
