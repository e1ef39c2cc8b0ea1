import type { UserStore } from '../../../ports/user-store.js';
import type { Tenant } from '../../../tenant/tenant.js';
import type { User } from '../../../user/user.js';

/**
 * The `sub` of another user of the tenant in the way of this one: with its `preferred_username`, its external user id, or the unique key of
 * the tenant, under which people sign in.
 */
export async function duplicateOf(users: UserStore, tenant: Tenant, user: User): Promise<string | undefined> {
  const { tenantId, sub, externalUserId, providerId, email, phoneNumber } = user;
  const key = { EMAIL: email, PHONE: phoneNumber, USERNAME: user.preferredUsername }[tenant.identityUniqueKeyType];
  const found = [
    await users.findByUsername(tenantId, user.preferredUsername),
    ...(key === undefined ? [] : [await users.findByUsername(tenantId, key)]),
    ...(externalUserId === undefined ? [] : [await users.findByExternalUserId(tenantId, providerId, externalUserId)]),
    ...(tenant.identityUniqueKeyType === 'EMAIL' && email !== undefined
      ? await users.findByEmail(tenantId, email)
      : []),
    ...(tenant.identityUniqueKeyType === 'PHONE' && phoneNumber !== undefined
      ? await users.findByPhoneNumber(tenantId, phoneNumber)
      : []),
  ];
  return found.find((other) => other !== undefined && other.sub !== sub)?.sub;
}
