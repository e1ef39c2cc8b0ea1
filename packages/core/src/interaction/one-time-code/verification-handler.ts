import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { SecurityEventType } from '../../event/security-event.js';
import type { Awaitable } from '../../ports/awaitable.js';
import type { Challenge } from '../../transaction/snapshot.js';
import type { User } from '../../user/user.js';
import { runExternal } from '../external-execution.js';
import type { ExternalInput, ExternalResult } from '../external-execution.js';
import type { InteractionHandler } from '../interaction-handler.js';
import { newUser } from '../new-user.js';
import { refuseStep } from '../refuse-step.js';
import type { ConfiguredStep } from '../step.js';
import { traitsOf } from './channel.js';
import { SendTimings } from './send-timings.js';
import { verifyExternally } from './verify-externally.js';
import { verifyInternally } from './verify-internally.js';
import type { Verification } from './verification.js';

/** `sms-authentication` and `email-authentication` (specification 2.13). */
export class OneTimeCodeVerificationHandler implements InteractionHandler {
  readonly interactions: readonly string[] = ['sms-authentication', 'email-authentication'];
  private readonly timings = new SendTimings();

  failureEvent(interaction: string): SecurityEventType {
    return traitsOf(interaction).verificationEvent.failure;
  }

  async handle(step: ConfiguredStep): Promise<Answer> {
    const traits = traitsOf(step.interaction);
    const challenge = step.snapshot.challenges[traits.channel];
    const event = traits.verificationEvent.failure;
    if (challenge?.status !== 'pending')
      return refuseStep(step, { answer: REFUSALS.notPending, reason: 'not_pending', event });
    const param = step.configuration.metadata.verificationCodeParam;
    const submitted = step.body[param];
    if (typeof submitted !== 'string') {
      const problem = submitted === undefined ? `/ must have required property '${param}'` : `/${param} must be string`;
      return refuseStep(step, { answer: REFUSALS.validationFailed([problem]), reason: 'schema', event });
    }
    const verification: Verification = {
      step,
      traits,
      guess: normaliseCode(submitted),
      subjectUser: step.user ?? (await ownerOf(step, challenge)),
      newUser: (current) => newUserFor(step, current),
    };
    if (step.definition.execution.kind === 'internal_verification') return await verifyInternally(verification);
    return verifyExternally(verification, (input) => this.ask(verification, challenge, input));
  }

  /** Asks the service; for an unknown destination only takes as long as that takes (specification 2.6). */
  private async ask({ step }: Verification, { subject }: Challenge, input: ExternalInput): Promise<ExternalResult> {
    const { clock, timer, randomness } = step.dependencies;
    const key = `${step.tenant.id}\n${step.configuration.id}\n${step.interaction}`;
    if (subject.kind === 'unknown') {
      const wait = this.timings.duration(key, (limit) => randomness.integer(limit));
      if (wait > 0) await timer.sleep(wait);
      return UNKNOWN_DESTINATION;
    }
    const startedAt = clock.now();
    const result = await runExternal(step, input);
    this.timings.recordSuccess(key, clock.now() - startedAt);
    return result;
  }
}

/** What the service would say about a code that was never sent. */
const UNKNOWN_DESTINATION: ExternalResult = {
  outcome: 'failure',
  status: 400,
  hasVerdict: true,
  roots: { response_body: {} },
  failure: REFUSALS.codeInvalid(0).body,
  detail: { reason: 'unknown_destination' },
};

/** Full-width digits, blanks and hyphens are what people paste (specification 2.4). */
function normaliseCode(submitted: string): string {
  return submitted
    .slice(0, 256)
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]/gu, '');
}

function ownerOf(step: ConfiguredStep, { subject }: Challenge): Awaitable<User | undefined> {
  if (subject.kind !== 'known') return undefined;
  const { users, recentUsers } = step.dependencies;
  return (recentUsers ?? users).findById(step.tenant.id, subject.sub);
}

/** A first factor with `allow_registration`: the destination is all that is known of the new user. */
function newUserFor(step: ConfiguredStep, challenge: Challenge): User {
  const destination =
    challenge.channel === 'sms' ? { phoneNumber: challenge.destination } : { email: challenge.destination };
  return newUser(step, { ...destination, preferredUsername: challenge.destination });
}
