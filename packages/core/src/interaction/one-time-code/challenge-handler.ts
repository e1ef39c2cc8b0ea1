import type { Answer } from '../../errors/answer.js';
import { refusal } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import { TesseraError } from '../../errors/tessera-error.js';
import type { MessageTemplate } from '../../configuration/authentication-configuration.js';
import { isPromise } from '../../ports/awaitable.js';
import type { SecurityEventType } from '../../event/security-event.js';
import { refuseStep } from '../refuse-step.js';
import type { InteractionHandler } from '../interaction-handler.js';
import { senderOf } from '../sender-of.js';
import type { ConfiguredStep } from '../step.js';
import { fingerprintOf, planChallenge } from './challenge-plan.js';
import type { ChallengePlan } from './challenge-plan.js';
import { traitsOf } from './channel.js';
import { checkSubject, resolveDestination } from './destination.js';
import type { Destination } from './destination.js';
import { forCaller, withForeseenOutcome } from './foreseen-outcome.js';
import { InFlight } from './in-flight.js';
import { performSend } from './perform-send.js';
import { pretendSend } from './pretend-send.js';
import { reserveChallenge } from './reserve-challenge.js';
import { accountKey, blockByNumber } from './send-budget.js';
import { SendTimings } from './send-timings.js';
import { settleChallenge } from './settle-challenge.js';
import type { ReservedSend, SendOutcome } from './send-outcome.js';
import { findTemplate } from './templates.js';
import { isUnavailable, UnsettledSends } from './unsettled-sends.js';
import { waitForOtherNode } from './wait-for-other-node.js';

/** `sms-authentication-challenge` and `email-authentication-challenge` (specification 2.12). */
export class OneTimeCodeChallengeHandler implements InteractionHandler {
  readonly interactions: readonly string[] = ['sms-authentication-challenge', 'email-authentication-challenge'];
  private readonly inFlight = new InFlight<Answer>();
  private readonly timings = new SendTimings();
  private readonly unsettled = new UnsettledSends();

  failureEvent(interaction: string): SecurityEventType {
    return traitsOf(interaction).challengeEvent.failure;
  }

  handle(step: ConfiguredStep): Promise<Answer> {
    // A double click waits for the first click's answer: one message, one budget unit, one event (specification 2.8).
    const fingerprint = fingerprintOf(step);
    return this.inFlight.run(`${step.tenant.id}\n${step.snapshot.id}\n${fingerprint}`, () =>
      this.challenge(step, fingerprint),
    );
  }

  private async challenge(step: ConfiguredStep, fingerprint: string): Promise<Answer> {
    const traits = traitsOf(step.interaction);
    const unfit = checkSubject(step, traits);
    if (unfit)
      return refuseStep(step, {
        answer: unfit.refused,
        reason: unfit.reason,
        event: unfit.inactive ? 'user_status_inactive' : traits.challengeEvent.failure,
      });
    const resolved = resolveDestination(step, traits);
    const found = isPromise(resolved) ? await resolved : resolved;
    if (found.refused)
      return refuseStep(step, { answer: found.refused, reason: found.reason, event: traits.challengeEvent.failure });
    const destination =
      found.destination.subject.kind === 'known'
        ? await this.withoutBlockedAccount(step, found.destination, found.destination.subject.sub)
        : found.destination;
    const denied = blockByNumber(step, destination);
    if (denied)
      return refuseStep(step, { answer: denied.answer, reason: denied.reason, event: traits.challengeEvent.blocked });
    const template = chooseTemplate(step);
    if ('refused' in template)
      return refuseStep(step, { answer: template.refused, reason: 'schema', event: traits.challengeEvent.failure });
    return await this.send(withForeseenOutcome(planChallenge(step, traits, destination, { template, fingerprint })));
  }

  private async send(plan: ChallengePlan): Promise<Answer> {
    const reservation = await reserveChallenge(plan).catch((error: unknown): never => {
      if (isUnavailable(error)) this.unsettled.addUnsent(plan);
      throw error;
    });
    switch (reservation.kind) {
      case 'refused':
      case 'repeated':
        return reservation.answer;
      case 'running':
        return waitForOtherNode(plan, reservation.challengeId);
      case 'reserved':
        return await this.deliver(plan, reservation);
    }
  }

  private async deliver(plan: ChallengePlan, reservation: ReservedSend): Promise<Answer> {
    try {
      const attempted = await this.attempt(plan);
      // What was foreseen has been recorded with the reservation.
      const isForeseen = attempted === plan.foreseen;
      const outcome = isForeseen ? attempted : forCaller(plan, attempted);
      const answer = isForeseen ? outcome.answer : await settleChallenge({ plan, reservation, outcome });
      countSend(plan, outcome);
      // The message is out and its code stands: the detector may fail without a word.
      if (outcome.sent) await plan.watch?.compare().catch(() => undefined);
      return answer;
    } catch (error) {
      // A fault of ours: nothing usable may be left. A message may be out, so its units stay spent.
      if (isUnavailable(error)) this.unsettled.addUnrecorded({ plan, reservation });
      else await settleChallenge({ plan, reservation, outcome: faulted(error) });
      throw error;
    }
  }

  private async attempt(plan: ChallengePlan): Promise<SendOutcome> {
    const { tenant, configuration, interaction, dependencies } = plan.step;
    const key = `${tenant.id}\n${configuration.id}\n${interaction}`;
    if (plan.destination.subject.kind === 'unknown') return pretendSend(plan, this.timings, key);
    const startedAt = dependencies.clock.now();
    const outcome = await performSend(plan);
    const at = dependencies.clock.now();
    if (outcome.sent) this.timings.recordSuccess(key, at - startedAt);
    else if (outcome.detail.reason === 'send_failed')
      this.timings.recordFailure(key, at - startedAt, { ...outcome, destination: plan.challenge.destination, at });
    return outcome;
  }

  private async withoutBlockedAccount(
    step: ConfiguredStep,
    destination: Destination,
    sub: string,
  ): Promise<Destination> {
    const { budgets, clock, settings } = step.dependencies;
    const [failures = 0] = await budgets.read(step.tenant.id, [accountKey(sub)], clock.now());
    if (failures < settings.otp.maxConsecutiveFailuresPerAccount) return destination;
    return { ...destination, subject: { kind: 'unknown' }, user: undefined };
  }
}

function countSend({ step, traits, destination }: ChallengePlan, { sent }: SendOutcome): void {
  const isSuppressed = destination.subject.kind === 'unknown';
  const result = isSuppressed ? 'suppressed' : sent ? 'sent' : 'failed';
  step.dependencies.telemetry?.sendEnded({ channel: traits.channel, sender: senderOf(step), result });
}

function faulted(error: unknown): SendOutcome {
  const isCountedElsewhere = error instanceof TesseraError && error.code === 'ERR_SERVER_CONFIGURATION';
  return {
    answer: REFUSALS.serverConfiguration,
    counts: isCountedElsewhere ? undefined : 'call',
    sent: false,
    reachedProvider: true,
    detail: { reason: 'send_failed' },
  };
}

const BUILT_IN_NAMES: readonly string[] = ['authentication', 'registration'];

function chooseTemplate(
  step: ConfiguredStep,
): { readonly name: string; readonly message?: MessageTemplate } | { readonly refused: Answer } {
  const requested = step.body['template'];
  const name =
    typeof requested === 'string' && requested !== ''
      ? requested
      : step.snapshot.user?.registration
        ? 'registration'
        : 'authentication';
  const { execution } = step.definition;
  // In external mode the name is only forwarded; the event keeps a bounded copy.
  if (execution.kind !== 'internal_challenge') return { name: name.slice(0, 64) };
  const message = findTemplate(execution.details.templates, name);
  return message
    ? // A built-in name is one text for all logins, not a copy of each request's.
      { name: BUILT_IN_NAMES.find((known) => known === name) ?? name, message }
    : { refused: refusal(400, 'invalid_request', `Template '${name.slice(0, 64)}' is not defined`) };
}
