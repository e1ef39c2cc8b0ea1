import type { JsonObject } from '../json/json.js';
import { effectiveUser } from '../transaction/user-binding.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import type { User } from '../user/user.js';

/** Members of `user` in the evaluation document (specification 3.4); a condition may name no others. */
export const USER_MEMBERS: readonly string[] = [
  'sub',
  'status',
  'provider_id',
  'has_password',
  'email_verified',
  'phone_number_verified',
  'roles',
  'permissions',
  'custom_properties',
];

/** The bound user, with the permissions of its roles where these were resolved. */
export type EvaluatedUser = User & { readonly permissions?: readonly string[] };

/** The facts of the bound user, pending changes included; undefined while nobody is bound. */
export function userFacts(snapshot: TransactionSnapshot, stored: EvaluatedUser | undefined): JsonObject | undefined {
  // The current snapshot may hold changes made after the caller read the user; putting them on again changes nothing else.
  const user = effectiveUser(snapshot, stored?.sub === snapshot.user?.sub ? stored : undefined, snapshot.createdAt);
  if (!user) return undefined;
  return {
    sub: user.sub,
    status: user.status,
    provider_id: user.providerId,
    has_password: user.passwordHash !== undefined,
    email_verified: user.emailVerified,
    phone_number_verified: user.phoneNumberVerified,
    roles: user.roles,
    permissions: stored?.permissions ?? [],
    custom_properties: user.customProperties,
  };
}
