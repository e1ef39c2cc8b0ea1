import { changed } from '../transaction/changed.js';
import type { TransactionSnapshot } from '../transaction/snapshot.js';

/**
 * The stored user that a lock concerns: the bound one, else the one user that all failing calls named. Calls that name different users lock
 * nobody, and a user not yet stored cannot be locked (specification 3.6).
 */
export function concernedUser(snapshot: TransactionSnapshot): string | undefined {
  if (snapshot.user) return snapshot.user.registration ? undefined : snapshot.user.sub;
  const named = new Set(snapshot.failedUserIds);
  return named.size === 1 ? [...named][0] : undefined;
}

/** The snapshot with one more user named by a failing call; `''` stands for a call that named nobody known. */
export function withFailedUser(snapshot: TransactionSnapshot, sub: string | undefined): TransactionSnapshot {
  if (snapshot.user || snapshot.failedUserIds.includes(sub ?? '')) return snapshot;
  return changed(snapshot, { failedUserIds: [...snapshot.failedUserIds, sub ?? ''].slice(0, 3) });
}
