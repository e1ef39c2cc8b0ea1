import type { ChallengePlan } from './challenge-plan.js';
import { withDestinationMasked } from './channel.js';
import { challengeResult, succeeded } from './perform-send.js';
import { UNKNOWN_DESTINATION } from './pretend-send.js';
import type { SendOutcome } from './send-outcome.js';

/** The outcome as the caller may see it. */
export function forCaller(plan: ChallengePlan, outcome: SendOutcome): SendOutcome {
  const { step, challenge } = plan;
  if (step.dependencies.settings.exposeVerificationCode) return outcome;
  const { answer } = outcome;
  return { ...outcome, answer: { ...answer, body: withDestinationMasked(step, challenge, answer.body) } };
}

/**
 * The plan with the outcome of its send, where that is certain before the message goes out: the sender neither waits nor fails, and nothing is
 * mapped, which might. Reservation and outcome are one commit then. An unknown destination is treated alike (specification 2.6).
 */
export function withForeseenOutcome(plan: ChallengePlan): ChallengePlan {
  const { execution, store, responseRules } = plan.step.definition;
  const isMapped = store !== undefined || (!plan.isUniform && responseRules !== undefined && !responseRules.isEmpty);
  if (execution.kind !== 'internal_challenge' || !execution.details.sender.isImmediate || isMapped) return plan;
  const detail = plan.destination.subject.kind === 'unknown' ? UNKNOWN_DESTINATION : {};
  const outcome = succeeded(plan, { response_body: challengeResult(plan) }, { detail });
  return { ...plan, foreseen: forCaller(plan, outcome) };
}
