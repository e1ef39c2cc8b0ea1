import { PROFILE_CLAIMS } from '../user/profile-claims.js';

/** The claim that is the unique key of a user, by the tenant's `identity_unique_key_type`. */
export const KEY_CLAIMS = { EMAIL: 'email', PHONE: 'phone_number', USERNAME: 'preferred_username' } as const;

/** What a registration may bring, when the schema declares it (specification 2.10). */
export const REGISTRATION_CLAIMS: readonly string[] = [
  ...PROFILE_CLAIMS,
  ...Object.values(KEY_CLAIMS),
  'address',
  'custom_properties',
  'password',
];

/** Claims only Tessera or an operator sets; a registration schema that declares one is refused (specification 1.18). */
export const RESERVED_CLAIMS: readonly string[] = [
  'email_verified',
  'phone_number_verified',
  'status',
  'roles',
  'permissions',
  'sub',
];
