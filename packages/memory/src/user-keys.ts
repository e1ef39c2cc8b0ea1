import type { IdentityUniqueKeyType, User } from '@tessera/core';
import { keyOf } from './key-of.js';

/** What no two users of a tenant share. */
export function uniqueKeys(user: User, keyType: IdentityUniqueKeyType | undefined): readonly string[] {
  const { tenantId, preferredUsername, providerId, externalUserId, email, phoneNumber } = user;
  return [
    usernameKey(tenantId, preferredUsername),
    ...(externalUserId === undefined ? [] : [externalKey(tenantId, providerId, externalUserId)]),
    ...(keyType === 'EMAIL' && email !== undefined ? [emailKey(tenantId, email)] : []),
    ...(keyType === 'PHONE' && phoneNumber !== undefined ? [phoneKey(tenantId, phoneNumber)] : []),
  ];
}

/** What several users may share. */
export function sharedKeys({ tenantId, phoneNumber, email }: User): readonly string[] {
  return [
    ...(phoneNumber === undefined ? [] : [phoneKey(tenantId, phoneNumber)]),
    ...(email === undefined ? [] : [emailKey(tenantId, email)]),
  ];
}

/** Case does not matter. */
export function usernameKey(tenantId: string, username: string): string {
  return keyOf('username', tenantId, username.toLowerCase());
}

/** Case matters. */
export function externalKey(tenantId: string, providerId: string, externalUserId: string): string {
  return keyOf('external', tenantId, providerId, externalUserId);
}

/** Of an E.164 number. */
export function phoneKey(tenantId: string, e164: string): string {
  return keyOf('phone', tenantId, e164);
}

/** Case does not matter. */
export function emailKey(tenantId: string, email: string): string {
  return keyOf('email', tenantId, email.toLowerCase());
}
