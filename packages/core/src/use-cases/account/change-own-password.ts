import type { EngineDependencies } from '../../engine/dependencies.js';
import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import { PasswordAttempts } from '../../interaction/password/attempt-limit.js';
import { isActiveStatus } from '../../user/user.js';
import type { User } from '../../user/user.js';
import type { ManageSessions } from '../management/manage-sessions.js';
import { PASSWORD_SET, recordOwnPassword, TOKEN_ENDED, weakPassword } from './own-password-call.js';
import type { OwnPasswordCall } from './own-password-call.js';

/** A user changes its password by showing the current one. */
export interface ChangeOwnPasswordCommand extends OwnPasswordCall {
  readonly currentPassword: string;
}

/** A hash that is renewed at a sign-in in between is met again on the second look. */
const MOST_TRIES = 2;

/**
 * `POST /{tenant-id}/v1/me/password/change`. Wrong passwords count on the counters of the sign-in. Afterwards all sessions, codes and
 * tokens of the user are gone but for the calling access token and the session it comes from.
 */
export class ChangeOwnPassword {
  private readonly dependencies: EngineDependencies;
  private readonly sessions: ManageSessions;

  constructor(dependencies: EngineDependencies, sessions: ManageSessions) {
    this.dependencies = dependencies;
    this.sessions = sessions;
  }

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE`, `ERR_OVERLOADED` */
  async execute(command: ChangeOwnPasswordCommand): Promise<Answer> {
    const { tenant, token } = command;
    const { users, budgets, clock } = this.dependencies;
    const user = await users.findById(tenant.id, token.sub);
    if (!user || !isActiveStatus(user.status)) return TOKEN_ENDED;
    const weak = weakPassword(command);
    if (weak) return this.refuse(command, user, weak, 'password_policy');
    const attempts = new PasswordAttempts(this.dependencies, {
      tenant,
      username: user.preferredUsername,
      ipAddress: command.ipAddress,
    });
    const limited = await attempts.take();
    if (limited) return this.refuse(command, user, limited, 'too_many_attempts');
    const isChanged = await this.change(command, user).catch(async (error: unknown): Promise<never> => {
      await attempts.giveBack();
      throw error;
    });
    if (!isChanged) return this.refuse(command, user, REFUSALS.invalidCredentials, 'wrong_password');
    await budgets.apply(tenant.id, attempts.onSuccess, clock.now());
    await this.sessions.endOthers(tenant.id, token.sub, token.login);
    await recordOwnPassword(this.dependencies, command, { type: 'password_change_success', user });
    return PASSWORD_SET;
  }

  /** False when the current password is not the user's. */
  private async change({ currentPassword, newPassword }: ChangeOwnPasswordCommand, found: User): Promise<boolean> {
    const { users, passwords, clock } = this.dependencies;
    for (let user: User | undefined = found, tries = 1; user && tries <= MOST_TRIES; tries += 1) {
      const { passwordHash } = user;
      if (!(await passwords.verify(currentPassword, passwordHash))) return false;
      const next = await passwords.hash(newPassword);
      const written = { expected: passwordHash, next, changedAt: clock.now() };
      if (await users.replacePasswordHash(user.tenantId, user.sub, written)) return true;
      user = await users.findById(user.tenantId, user.sub);
    }
    return false;
  }

  private async refuse(command: ChangeOwnPasswordCommand, user: User, answer: Answer, reason: string): Promise<Answer> {
    await recordOwnPassword(this.dependencies, command, {
      type: 'password_change_failure',
      user,
      refused: { answer, reason },
    });
    return answer;
  }
}
