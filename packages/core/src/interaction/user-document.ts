import type { JsonObject } from '../json/json.js';
import type { User } from '../user/user.js';

/** `$.user` of the mapping roots (specification 1.15). */
export function userDocument(user: User): JsonObject {
  return {
    ...user.claims,
    sub: user.sub,
    provider_id: user.providerId,
    status: user.status,
    preferred_username: user.preferredUsername,
    email_verified: user.emailVerified,
    phone_number_verified: user.phoneNumberVerified,
    custom_properties: user.customProperties,
    ...(user.externalUserId === undefined ? {} : { external_user_id: user.externalUserId }),
    ...(user.email === undefined ? {} : { email: user.email }),
    ...(user.phoneNumber === undefined ? {} : { phone_number: user.phoneNumber }),
  };
}
