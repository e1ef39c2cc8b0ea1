import type { EventDraft } from '../event/event-factory.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';
import { isActiveStatus } from '../user/user.js';
import type { User } from '../user/user.js';
import { concernedUser } from './concerned-user.js';
import type { Step } from './step.js';

/** Whom a transaction that has just become locked locks, and the event that says so. */
export interface Lock {
  readonly sub: string;
  readonly draft: EventDraft;
}

/**
 * Undefined when nobody is locked: nobody is concerned, or the user is out of use already, which an unlock may not undo later.
 * @param known users that the call has met, as they are stored
 */
export function lockOf(locked: TransactionSnapshot, known: readonly (User | undefined)[]): Lock | undefined {
  const sub = concernedUser(locked);
  if (sub === undefined) return undefined;
  const user = known.find((one) => one?.sub === sub);
  if (user && !isActiveStatus(user.status)) return undefined;
  return { sub, draft: { type: 'user_lock', user: user && { ...user, status: 'LOCKED' } } };
}

/** Takes the user out of use: no sign-in, no session, no token works any more (specification 3.6). */
export async function lockUser({ dependencies, tenant }: Step, sub: string): Promise<readonly EventDraft[]> {
  const { users, sessions, clock } = dependencies;
  // Who was put out of use by an operator a moment ago stays so; the call may not have heard of it.
  const stored = await users.findById(tenant.id, sub);
  if (stored && stored.status !== 'LOCKED' && !isActiveStatus(stored.status)) return [];
  await users.patch(tenant.id, sub, { status: 'LOCKED' });
  const ended = (await sessions?.endAll(tenant.id, sub, clock.now())) ?? 0;
  if (ended === 0) return [];
  const user = await users.findById(tenant.id, sub);
  return Array.from({ length: ended }, () => ({ type: 'session_end', user }));
}
