import type { EngineDependencies } from '../../engine/dependencies.js';
import type { User } from '../../user/user.js';

/**
 * After a right password: puts a hash of today's algorithm and parameters in the place of one that another server made, or that is weaker.
 * Nothing happens when the stored hash is no longer the one that was checked: a password changed meanwhile stays changed. A failure is left
 * to the next sign-in; it must not refuse this one.
 */
export async function renewHash(
  { passwords, users }: Pick<EngineDependencies, 'passwords' | 'users'>,
  { tenantId, sub, passwordHash }: User,
  password: string,
): Promise<void> {
  if (passwordHash === undefined || !passwords.needsRehash(passwordHash)) return;
  try {
    const next = await passwords.hash(password);
    await users.replacePasswordHash(tenantId, sub, { expected: passwordHash, next });
  } catch {
    // The queue is full or the store out of reach; whoever cares is told by the calls that need them.
  }
}
