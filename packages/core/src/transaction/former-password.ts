import type { User } from '../user/user.js';
import { withoutSuccess } from './results.js';
import type { TransactionSnapshot } from './snapshot.js';

const PASSWORD = 'password-authentication';

/** The login without the proof of a password that has been replaced since: whoever knew the former one may not finish with it. */
export function withoutFormerPassword(snapshot: TransactionSnapshot, user: User | undefined): TransactionSnapshot {
  const provenAt = snapshot.results[PASSWORD]?.lastSuccessAt;
  const changedAt = user?.passwordChangedAt;
  if (provenAt === undefined || changedAt === undefined || provenAt >= changedAt) return snapshot;
  return withoutSuccess(snapshot, PASSWORD);
}
