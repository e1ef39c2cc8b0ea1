import type { EngineDependencies } from '../../engine/dependencies.js';
import type { Tenant } from '../../tenant/tenant.js';
import type { User } from '../../user/user.js';

/** The stored user of that name: `preferred_username`, or the e-mail address where that is the unique key (specification 2.11). */
export async function findUserByName(
  users: EngineDependencies['users'],
  tenant: Tenant,
  username: string,
): Promise<User | undefined> {
  const byName = await users.findByUsername(tenant.id, username);
  if (byName || tenant.identityUniqueKeyType !== 'EMAIL' || !username.includes('@')) return byName;
  const byEmail = await users.findByEmail(tenant.id, username);
  return byEmail.length === 1 ? byEmail[0] : undefined;
}

/** Tells whether `username` names this user. */
export function isNamed(user: User, tenant: Tenant, username: string): boolean {
  const name = username.toLowerCase();
  if (user.preferredUsername.toLowerCase() === name) return true;
  return tenant.identityUniqueKeyType === 'EMAIL' && user.email?.toLowerCase() === name;
}
