import { refusal, refusalUntil } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { SecurityEventType } from '../../event/security-event.js';
import { changed } from '../../transaction/changed.js';
import { withoutChallenge } from '../../transaction/challenges.js';
import { withoutSuccess } from '../../transaction/results.js';
import type { Channel, TransactionSnapshot } from '../../transaction/snapshot.js';
import { withUserBound } from '../../transaction/user-binding.js';
import type { User } from '../../user/user.js';
import { addressForBudget } from '../caller.js';
import { answerOf, commitStep } from '../commit-step.js';
import { mappedBody, withUser } from '../compose-body.js';
import type { InteractionHandler } from '../interaction-handler.js';
import { newUser } from '../new-user.js';
import { refuseStep } from '../refuse-step.js';
import type { ConfiguredStep } from '../step.js';
import { passwordProblems } from './password-policy.js';
import { readProfile, requestedName } from './read-profile.js';
import type { Profile } from './read-profile.js';

const FAILURE = 'user_initial_registration_failure';

/** `initial-registration` (specification 2.10). Nothing is stored outside the transaction until the login completes. */
export class InitialRegistrationHandler implements InteractionHandler {
  readonly interactions: readonly string[] = ['initial-registration'];

  failureEvent(): SecurityEventType {
    return FAILURE;
  }

  async handle(step: ConfiguredStep): Promise<Answer> {
    if (!step.tenant.registrationEnabled) {
      const answer = refusal(403, 'access_denied', 'Registration is not available');
      return refuseStep(step, { answer, reason: 'registration_disabled', event: FAILURE });
    }
    const limited = await limitByAddress(step);
    if (limited) return refuseStep(step, { answer: limited, reason: 'ip_limit', event: FAILURE, counts: 'call' });
    if (namesAnotherUser(step))
      return refuseStep(step, { answer: REFUSALS.userNotSame, reason: 'user_mismatch', event: FAILURE });
    const profile = readProfile(step);
    if ('refused' in profile)
      return refuseStep(step, { answer: profile.refused, reason: profile.reason, event: FAILURE });
    const problems = passwordProblems(profile.password, step.tenant.passwordPolicy);
    if (problems.length > 0) {
      const answer = refusal(400, 'invalid_request', 'Password does not meet the password policy', {
        error_messages: problems,
      });
      return refuseStep(step, { answer, reason: 'password_policy', event: FAILURE });
    }
    if (await step.dependencies.users.findByUsername(step.tenant.id, profile.preferredUsername)) {
      return refuseStep(step, {
        answer: REFUSALS.userExists(400),
        reason: 'duplicate',
        event: 'user_initial_registration_conflict',
      });
    }
    return register(step, profile, await step.dependencies.passwords.hash(profile.password));
  }
}

async function limitByAddress(step: ConfiguredStep): Promise<Answer | undefined> {
  const { budgets, clock, digests, settings } = step.dependencies;
  const limit = settings.registrationsPerAddressHour;
  if (limit === 0) return undefined;
  const now = clock.now();
  const key = `registration:ip:${digests.keyedHash(addressForBudget(step.caller.ipAddress))}`;
  const refused = await budgets.apply(
    step.tenant.id,
    { take: [{ key, limit, windowSeconds: 3600, window: 'fixed' }] },
    now,
  );
  return (
    refused &&
    refusalUntil(429, 'too_many_requests', 'Too many requests. Please try again later.', (refused.retryAt - now) / 1000)
  );
}

/** Factors that only a session carried over give way to a new user (specification 2.2). */
function namesAnotherUser(step: ConfiguredStep): boolean {
  const bound = step.snapshot.user;
  if (!bound || bound.carriedOver) return false;
  return step.user?.preferredUsername.toLowerCase() !== requestedName(step)?.toLowerCase();
}

async function register(step: ConfiguredStep, profile: Profile, passwordHash: string): Promise<Answer> {
  const { password: _password, ...known } = profile;
  // Registering again under the same name corrects the first attempt: same user, fresh data.
  const before = step.snapshot.user?.registration;
  const made = newUser(step, { ...known, passwordHash });
  const user: User = before ? { ...made, sub: before.sub, createdAt: before.createdAt } : made;
  return answerOf(
    await commitStep<Answer>(step, (current) => {
      const same = before ? withoutProofsOfOthers(current, before, user) : current;
      const bound = withUserBound(same, { sub: user.sub, registration: user });
      const kept = changed(bound, {
        user: {
          ...bound.user,
          sub: user.sub,
          registration: user,
          carriedOver: false,
          pending: pendingFor(user, before, bound.user?.pending ?? {}),
        },
      });
      return {
        next: kept,
        outcome: 'success',
        result: { status: 200, body: withUser(mappedBody(step.definition, { response_body: {} }), user) },
        events: [{ type: 'user_initial_registration_success', user }],
        user,
      };
    }),
  );
}

/**
 * Without codes and proofs of a number or address that the user no longer has: else one could prove a number of one's own and then register
 * somebody else's as proven.
 */
function withoutProofsOfOthers(snapshot: TransactionSnapshot, before: User, user: User): TransactionSnapshot {
  const bySms = before.phoneNumber === user.phoneNumber ? snapshot : withoutProof(snapshot, 'sms');
  return before.email === user.email ? bySms : withoutProof(bySms, 'email');
}

function withoutProof(snapshot: TransactionSnapshot, channel: Channel): TransactionSnapshot {
  return withoutSuccess(withoutChallenge(snapshot, channel), `${channel}-authentication`);
}

/** A verification stays with the number or address that was verified. */
function pendingFor(
  user: User,
  before: User | undefined,
  pending: NonNullable<ConfiguredStep['snapshot']['user']>['pending'],
): typeof pending {
  const keepsPhone = before !== undefined && before.phoneNumber === user.phoneNumber;
  const keepsEmail = before !== undefined && before.email === user.email;
  return {
    ...(keepsPhone && pending.phoneNumberVerified ? { phoneNumberVerified: true } : {}),
    ...(keepsEmail && pending.emailVerified ? { emailVerified: true } : {}),
  };
}
