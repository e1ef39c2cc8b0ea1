import { withDefaults, withUser, withoutCode, mappedBody } from '../compose-body.js';
import { errorOf, refusal } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { EventDraft } from '../../event/event-factory.js';
import type { SecurityEventDetail } from '../../event/security-event.js';
import type { JsonObject } from '../../json/json.js';
import { guessesLeft, withoutChallenge } from '../../transaction/challenges.js';
import type { Challenge, TransactionSnapshot } from '../../transaction/snapshot.js';
import { withDestinationVerified, withUserBound, withUserProven } from '../../transaction/user-binding.js';
import { isActiveStatus } from '../../user/user.js';
import type { User } from '../../user/user.js';
import type { Decision } from '../commit-step.js';
import type { ConfiguredStep } from '../step.js';
import { destinationDetail, withDestinationMasked } from './channel.js';
import type { ChannelTraits } from './channel.js';

/** A verification under way. */
export interface Verification {
  readonly step: ConfiguredStep;
  readonly traits: ChannelTraits;
  /** As submitted, normalised. */
  readonly guess: string;
  /** The user the code was sent for: the bound one, or the owner of the destination. */
  readonly subjectUser: User | undefined;
  /** The user a right code would create. */
  readonly newUser: (challenge: Challenge) => User;
}

/** Refusal of a check that comes before the code is looked at. */
export interface Unusable {
  readonly answer: Answer;
  readonly reason: string;
  readonly next: TransactionSnapshot;
  readonly challenge?: Challenge;
}

/** The pending challenge, or why it cannot be verified (specification 2.13, in that order). */
export function usableChallenge(verification: Verification, current: TransactionSnapshot): Challenge | Unusable {
  const { step, traits } = verification;
  const challenge = current.challenges[traits.channel];
  const key = step.definition.previousInteractionKey;
  // Nothing was sent to an unknown destination, so there is no row; it is answered as if there were (specification 2.6).
  const lacksRow = key !== undefined && challenge?.subject.kind !== 'unknown' && !Object.hasOwn(current.rows, key);
  if (challenge?.status !== 'pending' || lacksRow) {
    return { answer: REFUSALS.notPending, reason: 'not_pending', next: current };
  }
  if (isMeantForAnother(challenge, current)) {
    return {
      answer: REFUSALS.userNotSame,
      reason: 'user_mismatch',
      next: withoutChallenge(current, traits.channel),
      challenge,
    };
  }
  if (wentElsewhere(verification, challenge)) {
    return { answer: REFUSALS.notPending, reason: 'not_pending', next: withoutChallenge(current, traits.channel) };
  }
  if (challenge.expiresAt <= step.dependencies.clock.now()) {
    return { answer: REFUSALS.codeInvalid(0), reason: 'expired', next: current, challenge };
  }
  const left = guessesLeft(current, challenge, step.dependencies.settings.otp.maxAttemptsPerTransaction);
  return left > 0 ? challenge : { answer: REFUSALS.codeInvalid(0), reason: 'exhausted', next: current, challenge };
}

/** A code sent while nobody, or somebody else, was bound says nothing about the user who is bound now. */
function isMeantForAnother({ subject }: Challenge, current: TransactionSnapshot): boolean {
  const sub = 'sub' in subject ? subject.sub : undefined;
  if (current.user) return sub !== current.user.sub;
  return subject.kind === 'bound' || subject.kind === 'enrol';
}

/** The number or address of the user was changed after the code had gone to the old one: it proves nothing about the new one. */
function wentElsewhere({ traits, subjectUser }: Verification, { subject, destination }: Challenge): boolean {
  if (!subjectUser || !('sub' in subject)) return false;
  const own = traits.destinationOf(subjectUser)?.toLowerCase();
  return own === undefined ? subject.kind !== 'enrol' : own !== destination;
}

/** The account whose consecutive failures are counted. */
export function accountOf({ subject }: Challenge): string | undefined {
  return 'sub' in subject ? subject.sub : undefined;
}

export function isUnusable(value: Challenge | Unusable): value is Unusable {
  return 'answer' in value;
}

/** A refusal as a decision: counted as failure. */
export function refused(verification: Verification, unusable: Unusable): Decision {
  const { answer, reason, next, challenge } = unusable;
  return {
    next,
    outcome: 'failure',
    result: answer,
    events: [failureEvent(verification, { answer, reason, challenge })],
  };
}

/** What a right code does: consumes the challenge, binds its user and marks the destination as verified. */
export function accepted(
  verification: Verification,
  current: TransactionSnapshot,
  challenge: Challenge,
  roots: JsonObject,
): Decision {
  const { step, traits } = verification;
  const consumed = withoutChallenge(current, traits.channel);
  if (challenge.subject.kind === 'ambiguous') {
    const answer = refusal(400, 'invalid_request', traits.ambiguous);
    return {
      next: consumed,
      outcome: 'failure',
      result: answer,
      events: [failureEvent(verification, { answer, reason: 'ambiguous_destination', challenge })],
    };
  }
  const isNew = challenge.subject.kind === 'register';
  const user = isNew ? verification.newUser(challenge) : verification.subjectUser;
  if (!user || !isActiveStatus(user.status)) {
    const answer = REFUSALS.userNotActive;
    const event = {
      ...failureEvent(verification, { answer, reason: 'user_inactive', challenge }),
      type: 'user_status_inactive' as const,
      user,
    };
    return { next: consumed, outcome: 'failure', result: answer, events: [event] };
  }
  // A code that was right is a proof of this login: from here on the user is not bound by the session alone (specification 2.2).
  const bound = current.user
    ? withUserProven(consumed)
    : withUserBound(consumed, { sub: user.sub, ...(isNew ? { registration: user } : {}) });
  const next = withDestinationVerified(
    bound,
    traits.channel,
    challenge.destination,
    challenge.subject.kind === 'enrol',
  );
  const proven: User =
    traits.channel === 'sms' ? { ...user, phoneNumberVerified: true } : { ...user, emailVerified: true };
  const body = withUser(mappedBody(step.definition, roots), user);
  const answer = { status: 200, body: hideSecrets(step, body, challenge) };
  const event: EventDraft = { type: traits.verificationEvent.success, user, detail: detailOf(verification, challenge) };
  return { next, outcome: 'success', result: answer, events: [event], user: proven };
}

/** A refused verification, as its event tells it. */
export interface VerificationFailure {
  readonly answer: Answer;
  readonly reason: string;
  readonly challenge?: Challenge | undefined;
  readonly detail?: SecurityEventDetail;
}

/** The event of a refused verification. */
export function failureEvent(verification: Verification, failure: VerificationFailure): EventDraft {
  const { answer, reason, challenge, detail } = failure;
  const remaining = answer.body['attempts_remaining'];
  return {
    type: verification.traits.verificationEvent.failure,
    ...(verification.subjectUser ? { user: verification.subjectUser } : {}),
    detail: {
      ...(challenge ? detailOf(verification, challenge) : {}),
      ...detail,
      reason,
      status: answer.status,
      error: errorOf(answer),
      ...(typeof remaining === 'number' ? { attempts_remaining: remaining } : {}),
    },
  };
}

function detailOf({ step, traits }: Verification, challenge: Challenge): SecurityEventDetail {
  return { mode: challenge.mode, ...destinationDetail(step, traits.channel, challenge.destination) };
}

/** The answer to a wrong code: the mapped body, completed (specification 1.15, step 2). */
export function wrongCode(step: ConfiguredStep, { roots, status, failure }: Failed, challenge?: Challenge): Answer {
  return { status, body: hideSecrets(step, withDefaults(mappedBody(step.definition, roots), failure), challenge) };
}

/** What a check that failed says, and what is missing in that. */
export interface Failed {
  readonly roots: JsonObject;
  readonly status: number;
  readonly failure: JsonObject;
}

function hideSecrets(step: ConfiguredStep, body: JsonObject, challenge: Challenge | undefined): JsonObject {
  if (step.dependencies.settings.exposeVerificationCode) return body;
  const codeless = withoutCode(body, step.configuration.metadata.verificationCodeParam);
  return challenge ? withDestinationMasked(step, challenge, codeless) : codeless;
}
