import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { createSecurityEvent } from '../../event/event-factory.js';
import { accountKeys } from '../../interaction/one-time-code/account-block.js';
import { passwordCounterKeys } from '../../interaction/password/attempt-limit.js';
import type { User } from '../../user/user.js';
import type { ManageSessions } from './manage-sessions.js';
import { eventOrigin, wantsEvents } from '../../event/event-delivery.js';

/** Lets a user in again: `POST {B}/users/{sub}/unlock` (specification 5.6). */
export class UnlockUser {
  private readonly dependencies: EngineDependencies;
  private readonly sessions: ManageSessions;

  constructor(dependencies: EngineDependencies, sessions: ManageSessions) {
    this.dependencies = dependencies;
    this.sessions = sessions;
  }

  /**
   * `LOCKED` becomes `REGISTERED`, any other status stays; the counters of wrong passwords and codes are cleared.
   * @returns the user as stored now
   * @throws TesseraError `ERR_NOT_FOUND`, `ERR_STORE_UNAVAILABLE`
   */
  async execute({ tenantId, sub }: { readonly tenantId: string; readonly sub: string }): Promise<User> {
    const { users, budgets, clock } = this.dependencies;
    const user = await users.findById(tenantId, sub);
    if (!user) throw new TesseraError('ERR_NOT_FOUND', 'no such user');
    // A lock that was cut short may have left sessions behind; they may not come back to life.
    if (user.status === 'LOCKED') {
      await this.sessions.endAll(tenantId, sub);
      await users.patch(tenantId, sub, { status: 'REGISTERED' });
    }
    const names = [user.preferredUsername, ...(user.email === undefined ? [] : [user.email])];
    const reset = [...passwordCounterKeys(this.dependencies, names), ...accountKeys(sub)];
    await budgets.apply(tenantId, { reset }, clock.now());
    const unlocked = (await users.findById(tenantId, sub)) ?? user;
    await this.record(tenantId, unlocked);
    return unlocked;
  }

  private async record(tenantId: string, user: User): Promise<void> {
    const { directory, events, clock } = this.dependencies;
    const tenant = await directory.findTenant(tenantId);
    if (!tenant || !wantsEvents(tenant)) return;
    const context = eventOrigin(tenant);
    await events.append([createSecurityEvent({ type: 'user_unlock', user }, context, clock.now(), this.dependencies)]);
  }
}
