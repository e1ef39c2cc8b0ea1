import type { User } from '../../user/user.js';
import { eventsOf } from '../commit-step.js';
import type { Step } from '../step.js';

/** Records once per block that an account has used up its guesses over all transactions and nodes (specification 2.5). */
export async function noteBlockedAccount(step: Step, sub: string, user: User | undefined): Promise<void> {
  const { budgets, clock, events, settings } = step.dependencies;
  const now = clock.now();
  const notice = {
    key: `otp:account_notice:${sub}`,
    limit: 1,
    windowSeconds: settings.otp.accountBlockSeconds,
    window: 'fixed' as const,
  };
  if (await budgets.apply(step.tenant.id, { take: [notice] }, now)) return;
  await events.append(
    eventsOf(step, [{ type: 'one_time_code_account_blocked', user, detail: { reason: 'exhausted' } }], now),
  );
}
