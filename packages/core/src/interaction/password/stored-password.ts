import { isSuccess } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import { changed } from '../../transaction/changed.js';
import { mayBind, withUserBound } from '../../transaction/user-binding.js';
import { isActiveStatus } from '../../user/user.js';
import type { User } from '../../user/user.js';
import { answerOf, commitStep } from '../commit-step.js';
import { mappedBody, withDefaults, withUser } from '../compose-body.js';
import { withFailedUser } from '../concerned-user.js';
import { refuseStep } from '../refuse-step.js';
import type { ConfiguredStep } from '../step.js';
import type { PasswordAttempts } from './attempt-limit.js';
import { findUserByName, isNamed } from './find-user.js';
import { renewHash } from './renew-hash.js';

export interface PasswordProof {
  readonly username: string;
  readonly password: string;
  readonly attempts: PasswordAttempts;
}

/** Checks the password against the stored hash; an unknown user costs the same time. */
export async function verifyStoredPassword(step: ConfiguredStep, proof: PasswordProof): Promise<Answer> {
  const user = await findUser(step, proof.username);
  const isRight = await step.dependencies.passwords.verify(proof.password, user?.passwordHash);
  if (!isRight || !user) {
    const { status, body } = REFUSALS.invalidCredentials;
    const answer: Answer = { status, body: withDefaults(mappedBody(step.definition, { response_body: body }), body) };
    return refuseStep(step, {
      answer,
      reason: user ? 'wrong_password' : 'user_not_found',
      event: 'password_failure',
      ...(user ? { user } : {}),
      change: (current) => withFailedUser(current, user?.sub),
    });
  }
  const roots = { response_body: { user_id: user.sub, username: user.preferredUsername } };
  const answer = await acceptPassword(step, { user, attempts: proof.attempts, roots });
  if (isSuccess(answer)) await renewHash(step.dependencies, user, proof.password);
  return answer;
}

/** A user registered in this very transaction is found too. */
async function findUser(step: ConfiguredStep, username: string): Promise<User | undefined> {
  const registered = step.snapshot.user?.registration;
  if (registered && isNamed(registered, step.tenant, username)) return registered;
  return findUserByName(step.dependencies.users, step.tenant, username);
}

export interface AcceptedPassword {
  readonly user: User;
  readonly attempts: PasswordAttempts;
  /** Roots of the response rules. */
  readonly roots: Parameters<typeof mappedBody>[1];
  /** Set when the user is made by this login. */
  readonly registration?: User;
  /** Claims that the service returned, to be merged when the login completes. */
  readonly pending?: NonNullable<ConfiguredStep['snapshot']['user']>['pending'];
}

/** A right password: binds the user unless another one is bound, or the user is not active. */
export async function acceptPassword(
  step: ConfiguredStep,
  { user, attempts, roots, registration, pending }: AcceptedPassword,
): Promise<Answer> {
  if (!mayBind(step.snapshot, user.sub)) {
    return refuseStep(step, { answer: REFUSALS.userNotSame, reason: 'user_mismatch', event: 'password_failure', user });
  }
  if (!isActiveStatus(user.status)) {
    return refuseStep(step, {
      answer: REFUSALS.userNotActive,
      reason: 'user_inactive',
      event: 'user_status_inactive',
      user,
    });
  }
  return answerOf(
    await commitStep<Answer>(step, (current) => {
      const bound = withUserBound(current, { sub: user.sub, ...(registration ? { registration } : {}) });
      const next =
        pending && bound.user
          ? changed(bound, { user: { ...bound.user, pending: { ...bound.user.pending, ...pending } } })
          : bound;
      return {
        next,
        outcome: 'success',
        result: { status: 200, body: withUser(mappedBody(step.definition, roots), user) },
        events: [{ type: 'password_success', user }],
        budgets: attempts.onSuccess,
        user,
      };
    }),
  );
}
