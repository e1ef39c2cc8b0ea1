import type { EngineDependencies } from '../../engine/dependencies.js';
import { refusalUntil } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import type { BudgetTake } from '../../ports/budgets.js';
import type { Tenant } from '../../tenant/tenant.js';
import { addressForBudget } from '../caller.js';

/** Keys of the counters of wrong passwords for these user names; to be reset by an operator. */
export function passwordCounterKeys(
  { digests }: Pick<EngineDependencies, 'digests'>,
  usernames: readonly string[],
): readonly string[] {
  return usernames.map((username) => `password:user:${digests.keyedHash(username.toLowerCase())}`);
}

/** Failed passwords per user name and per address (specification 2.11); separate from the counters of one-time codes. */
export class PasswordAttempts {
  private readonly takes: readonly BudgetTake[];
  private readonly dependencies: Pick<EngineDependencies, 'budgets' | 'clock'>;
  private readonly tenantId: string;

  constructor(
    dependencies: Pick<EngineDependencies, 'budgets' | 'clock' | 'digests' | 'settings'>,
    attempt: { readonly tenant: Tenant; readonly username: string; readonly ipAddress: string | undefined },
  ) {
    const { digests, settings } = dependencies;
    const { maxAttempts, lockoutDurationSeconds } = attempt.tenant.passwordPolicy;
    const perAddress = settings.passwordFailuresPerAddress;
    const takes: readonly BudgetTake[] = [
      ...passwordCounterKeys(dependencies, [attempt.username]).map((key) => ({
        key,
        limit: maxAttempts,
        windowSeconds: lockoutDurationSeconds,
        window: 'fixed' as const,
      })),
      {
        key: `password:ip:${digests.keyedHash(addressForBudget(attempt.ipAddress))}`,
        limit: perAddress.limit,
        windowSeconds: perAddress.windowSeconds,
        window: 'fixed',
      },
    ];
    this.takes = takes.filter((take) => take.limit > 0);
    this.dependencies = dependencies;
    this.tenantId = attempt.tenant.id;
  }

  /** Takes a unit before the password is looked at; the refusal when none is left. */
  async take(): Promise<Answer | undefined> {
    const now = this.dependencies.clock.now();
    const refused = await this.dependencies.budgets.apply(this.tenantId, { take: this.takes }, now);
    return (
      refused &&
      refusalUntil(
        400,
        'too_many_attempts',
        'Too many failed attempts. Please try again later.',
        (refused.retryAt - now) / 1000,
      )
    );
  }

  /** Returns what {@link take} took. */
  async giveBack(): Promise<void> {
    await this.dependencies.budgets.apply(this.tenantId, this.onNoVerdict, this.dependencies.clock.now());
  }

  /** What a right password does: the user's run of failures ends, the address gets its unit back. */
  get onSuccess(): { readonly reset: readonly string[]; readonly giveBack: readonly string[] } {
    return { reset: this.keys('password:user:'), giveBack: this.keys('password:ip:') };
  }

  /** What a call without a verdict does. */
  get onNoVerdict(): { readonly giveBack: readonly string[] } {
    return { giveBack: this.takes.map((take) => take.key) };
  }

  private keys(prefix: string): readonly string[] {
    return this.takes.filter((take) => take.key.startsWith(prefix)).map((take) => take.key);
  }
}
