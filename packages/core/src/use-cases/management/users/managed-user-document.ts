import type { JsonObject } from '../../../json/json.js';
import type { User } from '../../../user/user.js';

/** A user as operators see it (specification 5.6): everything but the password, of which only is said whether there is one. */
export function managedUserDocument(user: User): JsonObject {
  return {
    ...user.claims,
    sub: user.sub,
    provider_id: user.providerId,
    ...(user.externalUserId === undefined ? {} : { external_user_id: user.externalUserId }),
    status: user.status,
    preferred_username: user.preferredUsername,
    ...(user.email === undefined ? {} : { email: user.email }),
    email_verified: user.emailVerified,
    ...(user.phoneNumber === undefined ? {} : { phone_number: user.phoneNumber }),
    phone_number_verified: user.phoneNumberVerified,
    custom_properties: user.customProperties,
    roles: user.roles,
    ...(user.assignedTenants === undefined ? {} : { assigned_tenants: user.assignedTenants }),
    has_password: user.passwordHash !== undefined,
    created_at: new Date(user.createdAt).toISOString(),
    updated_at: new Date(user.updatedAt).toISOString(),
  };
}
