import type { Instant } from '../ports/clock.js';
import type { User } from '../user/user.js';
import type { TransactionSnapshot } from './snapshot.js';

/**
 * When a code was last entered in this very transaction that had gone to the number or the address which the user had before it: not one
 * carried over from a session, and not one sent to a destination that this transaction enrols, as whoever has stolen a session could.
 */
export function ownCodeAt(
  { results, user }: Pick<TransactionSnapshot, 'results' | 'user'>,
  stored: User | undefined,
): Instant | undefined {
  const { phoneNumber, email } = user?.proven ?? {};
  const isPhoneOwn = phoneNumber !== undefined && phoneNumber === stored?.phoneNumber;
  const isEmailOwn = email !== undefined && email === stored?.email?.toLowerCase();
  const times = [
    ...(isPhoneOwn ? [results['sms-authentication']] : []),
    ...(isEmailOwn ? [results['email-authentication']] : []),
  ].flatMap((result) => (result && !result.carriedOver ? (result.lastSuccessAt ?? []) : []));
  return times.length === 0 ? undefined : Math.max(...times);
}
