import type { EngineDependencies } from '../../engine/dependencies.js';
import { refusal } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import { passwordCounterKeys } from '../../interaction/password/attempt-limit.js';
import { PASSWORD_RESET_PROOF_SECONDS } from '../../ports/own-token.js';
import { isActiveStatus } from '../../user/user.js';
import type { User } from '../../user/user.js';
import type { ManageSessions } from '../management/manage-sessions.js';
import { PASSWORD_SET, recordOwnPassword, TOKEN_ENDED, weakPassword } from './own-password-call.js';
import type { OwnPasswordCall } from './own-password-call.js';

/** In the terms of RFC 9470: what was proved is not enough, or too old. */
const CODE_REQUIRED: Answer = refusal(
  401,
  'insufficient_user_authentication',
  'A one-time code must have been entered in this sign-in within the last 10 minutes',
);

/**
 * `POST /{tenant-id}/v1/me/password/reset`, for who has forgotten the password: authorised by a one-time code of the user, entered in the
 * very sign-in that the token comes from. Serves once; afterwards all sessions, codes and tokens of the user are gone, the calling one
 * included.
 */
export class ResetOwnPassword {
  private readonly dependencies: EngineDependencies;
  private readonly sessions: ManageSessions;

  constructor(dependencies: EngineDependencies, sessions: ManageSessions) {
    this.dependencies = dependencies;
    this.sessions = sessions;
  }

  /** The caller has checked the scope. @throws TesseraError `ERR_STORE_UNAVAILABLE`, `ERR_OVERLOADED` */
  async execute(command: OwnPasswordCall): Promise<Answer> {
    const { tenant, token, newPassword } = command;
    const { users, passwords, budgets, clock, digests } = this.dependencies;
    const user = await users.findById(tenant.id, token.sub);
    if (!user || !isActiveStatus(user.status)) return TOKEN_ENDED;
    const { codeProof } = token;
    if (!codeProof) return this.refuse(command, user, CODE_REQUIRED, 'unmet_policy');
    if (clock.now() - codeProof.at >= PASSWORD_RESET_PROOF_SECONDS * 1000)
      return this.refuse(command, user, CODE_REQUIRED, 'expired');
    const weak = weakPassword(command);
    if (weak) return this.refuse(command, user, weak, 'password_policy');
    // Before the proof is used up: a full queue must not cost the user another code.
    const passwordHash = await passwords.hash(newPassword);
    if (!(await codeProof.take())) return this.refuse(command, user, TOKEN_ENDED, 'exhausted');
    await users.patch(tenant.id, user.sub, { passwordHash, passwordChangedAt: clock.now() });
    await this.sessions.endAll(tenant.id, user.sub);
    // Whoever has locked this user out by guessing has guessed at a password that is no longer.
    const names = [user.preferredUsername, ...(user.email === undefined ? [] : [user.email])];
    await budgets.apply(tenant.id, { reset: passwordCounterKeys({ digests }, names) }, clock.now());
    await recordOwnPassword(this.dependencies, command, { type: 'password_reset_success', user });
    return PASSWORD_SET;
  }

  private async refuse(command: OwnPasswordCall, user: User, answer: Answer, reason: string): Promise<Answer> {
    await recordOwnPassword(this.dependencies, command, {
      type: 'password_reset_failure',
      user,
      refused: { answer, reason },
    });
    return answer;
  }
}
