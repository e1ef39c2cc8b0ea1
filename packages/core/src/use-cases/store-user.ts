import type { EngineDependencies } from '../engine/dependencies.js';
import type { UserChanges } from '../ports/user-store.js';
import type { BoundUser, TransactionSnapshot } from '../transaction/snapshot.js';
import type { User } from '../user/user.js';

type StoreDependencies = Pick<EngineDependencies, 'users' | 'clock'>;

/**
 * Writes what a login brought about its user; nothing of a user is written before a login completes. May be run again.
 * @param stored the user as read for this call; undefined for a user made by this login
 * @returns the user as stored now; undefined when the unique key was taken meanwhile
 * @throws TesseraError `ERR_STORE_UNAVAILABLE`
 */
export async function storeUser(
  dependencies: StoreDependencies,
  snapshot: TransactionSnapshot,
  stored: User | undefined,
): Promise<User | undefined> {
  const bound = snapshot.user;
  if (!bound) return undefined;
  if (bound.registration) return insertUser(dependencies, bound, bound.registration);
  if (!stored) return undefined;
  const changes = changesFor(stored, bound);
  if (Object.keys(changes).length === 0 || isAlreadySo(stored, changes)) return stored;
  return (await dependencies.users.patch(snapshot.tenantId, bound.sub, changes)) ? stored : undefined;
}

async function insertUser(
  { users, clock }: StoreDependencies,
  { pending }: BoundUser,
  registration: User,
): Promise<User | undefined> {
  const user: User = {
    ...registration,
    ...pending,
    claims: registration.claims,
    customProperties: registration.customProperties,
    status: 'REGISTERED',
    updatedAt: clock.now(),
  };
  if (await users.insert(user)) return user;
  // An earlier attempt of this very login may have stored the user and then failed to say so.
  return users.findById(user.tenantId, user.sub);
}

/** Only what this login changed, and nothing that an operator changed meanwhile: a proof of the old number says nothing about the new one. */
function changesFor(stored: User, { pending, proven = {} }: BoundUser): UserChanges {
  const { phoneNumber, phoneNumberVerified, email, emailVerified, ...rest } = pending;
  const isPhoneOwn = isSame(stored.phoneNumber, proven.phoneNumber, phoneNumber);
  const isEmailOwn = isSame(stored.email?.toLowerCase(), proven.email, email);
  return {
    ...rest,
    ...(isPhoneOwn ? defined({ phoneNumber, phoneNumberVerified }) : {}),
    ...(isEmailOwn ? defined({ email, emailVerified }) : {}),
  };
}

/** The user has what was proved, or has nothing and enrols it. */
function isSame(own: string | undefined, proven: string | undefined, enrolled: string | undefined): boolean {
  return own === undefined ? enrolled !== undefined : own === proven;
}

function defined<T extends object>(changes: T): UserChanges {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function isAlreadySo(stored: User, changes: UserChanges): boolean {
  if (changes.claims || changes.customProperties) return false;
  return Object.entries(changes).every(([name, value]) => stored[name as keyof User] === value);
}
