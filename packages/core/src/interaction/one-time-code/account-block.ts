import type { User } from '../../user/user.js';
import { eventsOf } from '../commit-step.js';
import type { Step } from '../step.js';
import { accountKey } from './send-budget.js';

/** The counters that a success of the account, or an operator, forgets. */
export function accountKeys(sub: string): readonly string[] {
  return [accountKey(sub), noticeKey(sub)];
}

function noticeKey(sub: string): string {
  return `otp:account_notice:${sub}`;
}

/** After a wrong code: records the block if that was the account's last guess. */
export async function noteIfBlocked(step: Step, sub: string | undefined, user: User | undefined): Promise<void> {
  if (sub === undefined) return;
  const { budgets, clock, settings } = step.dependencies;
  const [failures = 0] = await budgets.read(step.tenant.id, [accountKey(sub)], clock.now());
  if (failures >= settings.otp.maxConsecutiveFailuresPerAccount) await noteBlockedAccount(step, sub, user);
}

/** Records once per block that an account has used up its guesses over all transactions and nodes (specification 2.5). */
export async function noteBlockedAccount(step: Step, sub: string, user: User | undefined): Promise<void> {
  const { budgets, clock, events, settings } = step.dependencies;
  const now = clock.now();
  const notice = {
    key: noticeKey(sub),
    limit: 1,
    windowSeconds: settings.otp.accountBlockSeconds,
    window: 'fixed' as const,
  };
  if (await budgets.apply(step.tenant.id, { take: [notice] }, now)) return;
  await events.append(
    eventsOf(step, [{ type: 'one_time_code_account_blocked', user, detail: { reason: 'exhausted' } }], now),
  );
}
