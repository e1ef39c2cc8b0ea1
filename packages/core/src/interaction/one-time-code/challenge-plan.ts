import type { SendLimits } from '../../configuration/authentication-configuration.js';
import type { MessageTemplate } from '../../configuration/authentication-configuration.js';
import type { Challenge } from '../../transaction/snapshot.js';
import type { ConfiguredStep } from '../step.js';
import type { ChannelTraits } from './channel.js';
import { ConversionWatch } from './conversion.js';
import type { Destination } from './destination.js';
import { limitsOf } from './send-budget.js';
import type { SendOutcome } from './send-outcome.js';

/** Everything that is decided about a challenge before anything is stored or sent. */
export interface ChallengePlan {
  readonly step: ConfiguredStep;
  readonly traits: ChannelTraits;
  readonly destination: Destination;
  readonly challenge: Challenge;
  /** Internal mode: in clear, on its way into the message only. */
  readonly code?: string | undefined;
  /** Internal mode. */
  readonly message?: MessageTemplate | undefined;
  readonly limits: SendLimits;
  /** The same for the same request. */
  readonly fingerprint: string;
  /** Nobody is bound and nobody may register: every destination is answered alike (specification 2.6). */
  readonly isUniform: boolean;
  /** How the send will end, where that is certain beforehand; see `foreseenOutcome`. */
  readonly foreseen?: SendOutcome | undefined;
  /** Where the message counts for the detector of pumping. */
  readonly watch?: ConversionWatch | undefined;
}

/** What the caller asked for. */
export interface RequestedMessage {
  readonly template: { readonly name: string; readonly message?: MessageTemplate };
  /** Of {@link fingerprintOf}. */
  readonly fingerprint: string;
}

/** Makes the plan; the destination has been accepted. */
export function planChallenge(
  step: ConfiguredStep,
  traits: ChannelTraits,
  destination: Destination,
  { template, fingerprint }: RequestedMessage,
): ChallengePlan {
  const { dependencies, configuration, definition } = step;
  const { metadata } = configuration;
  const { randomness, settings, codes } = dependencies;
  const now = dependencies.clock.now();
  const id = randomness.token(16);
  const isInternal = definition.execution.kind === 'internal_challenge';
  const code =
    definition.execution.kind === 'internal_challenge'
      ? randomness.digits(definition.execution.details.codeLength)
      : undefined;
  const scope = { tenantId: step.tenant.id, transactionId: step.snapshot.id, challengeId: id };
  const challenge: Challenge = {
    id,
    channel: traits.channel,
    mode: isInternal ? 'internal' : 'external',
    status: 'sending',
    subject: destination.subject,
    destination: destination.value,
    template: template.name,
    sealedCode: code === undefined ? undefined : codes.seal(scope, code),
    exposedCode: settings.exposeVerificationCode ? code : undefined,
    attemptsUsed: 0,
    attemptLimit: metadata.retryCountLimitation,
    createdAt: now,
    expiresAt: now + metadata.expireSeconds * 1000,
  };
  const limits = limitsOf(step);
  return {
    step,
    traits,
    destination,
    challenge,
    code,
    message: template.message,
    limits,
    watch: destination.subject.kind === 'unknown' ? undefined : ConversionWatch.of(step, destination.phone, limits),
    fingerprint,
    isUniform: step.user === undefined && step.stepDefinition?.allowRegistration !== true,
  };
}

/** A hash over interaction and body; stays beside the destination itself, so that it needs no key. */
export function fingerprintOf(step: ConfiguredStep): string {
  return step.dependencies.digests.sha256Hex(`${step.interaction}\n${JSON.stringify(step.body)}`);
}
