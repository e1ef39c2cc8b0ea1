import type { Clock } from '../../../ports/clock.js';
import type { PasswordHasher } from '../../../ports/password-hasher.js';
import type { User } from '../../../user/user.js';
import type { ReadUser } from './read-user.js';

/** What a user made by an operator has before anything is read. */
export function newUserRecord(tenantId: string, sub: string, now: number): User {
  return {
    tenantId,
    sub,
    providerId: 'tessera',
    status: 'REGISTERED',
    preferredUsername: '',
    emailVerified: false,
    phoneNumberVerified: false,
    claims: {},
    customProperties: {},
    roles: [],
    createdAt: now,
    updatedAt: now,
  };
}

/** The user with the password that was read, if any; a dry run does not take the time to hash it. */
export async function withNewPassword(
  { passwords, clock }: { readonly passwords: Pick<PasswordHasher, 'hash'>; readonly clock: Clock },
  { user, newPassword }: ReadUser,
  dryRun: boolean,
): Promise<User> {
  if (newPassword === undefined) return user;
  const passwordHash =
    newPassword.field === 'hashed_password' ? newPassword.value : dryRun ? '' : await passwords.hash(newPassword.value);
  return { ...user, passwordHash, passwordChangedAt: clock.now() };
}
