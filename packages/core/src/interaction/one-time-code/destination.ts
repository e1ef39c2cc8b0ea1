import type { Answer } from '../../errors/answer.js';
import { refusal } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import type { Awaitable } from '../../ports/awaitable.js';
import type { PhoneNumber } from '../../ports/phone-numbers.js';
import type { ChallengeSubject } from '../../transaction/snapshot.js';
import { isActiveStatus } from '../../user/user.js';
import type { User } from '../../user/user.js';
import type { ConfiguredStep } from '../step.js';
import { isEmailAddress } from './channel.js';
import type { ChannelTraits } from './channel.js';

/** Where a code goes, and for whom. */
export interface Destination {
  /** E.164, or the mailbox in lower case. */
  readonly value: string;
  readonly phone?: PhoneNumber;
  readonly subject: ChallengeSubject;
  /** Whom the event names. */
  readonly user: User | undefined;
}

export type DestinationResult =
  | { readonly destination: Destination; readonly refused?: undefined }
  | { readonly refused: Answer; readonly reason: string; readonly destination?: undefined };

/** Decides the destination of a challenge by the table of specification 2.3. */
export function resolveDestination(step: ConfiguredStep, traits: ChannelTraits): Awaitable<DestinationResult> {
  const requested = readRequested(step, traits);
  if (requested === 'invalid')
    return refuse(
      `${traits.field} is not a valid ${traits.channel === 'sms' ? 'phone number' : 'email address'}`,
      'destination_invalid',
    );
  return step.user ? forBoundUser(step, step.user, requested, traits) : forNobody(step, requested, traits);
}

interface Requested {
  readonly value: string;
  readonly phone?: PhoneNumber;
}

function readRequested(step: ConfiguredStep, traits: ChannelTraits): Requested | undefined | 'invalid' {
  const raw = step.body[traits.field];
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw !== 'string') return 'invalid';
  if (traits.channel === 'email') return isEmailAddress(raw.trim()) ? { value: raw.trim().toLowerCase() } : 'invalid';
  const phone =
    raw.length <= 64 ? step.dependencies.phoneNumbers.parse(raw, step.tenant.defaultPhoneRegion) : undefined;
  return phone ? { value: phone.e164, phone } : 'invalid';
}

function forBoundUser(
  step: ConfiguredStep,
  user: User,
  requested: Requested | undefined,
  traits: ChannelTraits,
): DestinationResult {
  const own = traits.destinationOf(user);
  if (own !== undefined) {
    const value = traits.channel === 'email' ? own.toLowerCase() : own;
    if (requested && requested.value !== value) {
      return refuse(
        `${traits.field} does not match the registered ${traits.channel === 'sms' ? 'phone number' : 'email'}`,
        'destination_mismatch',
      );
    }
    return accept(step, { value, subject: { kind: 'bound', sub: user.sub }, user }, traits);
  }
  if (!step.stepDefinition?.allowRegistration) return refuse(traits.userLacksIt, 'destination_missing');
  if (!requested) return refuse(`${traits.field} is required`, 'destination_missing');
  return accept(step, { ...requested, subject: { kind: 'enrol', sub: user.sub }, user }, traits);
}

async function forNobody(
  step: ConfiguredStep,
  requested: Requested | undefined,
  traits: ChannelTraits,
): Promise<DestinationResult> {
  if (!requested) return refuse(`${traits.field} is required`, 'destination_missing');
  const { users } = step.dependencies;
  const owners =
    traits.channel === 'sms'
      ? await users.findByPhoneNumber(step.tenant.id, requested.value)
      : await users.findByEmail(step.tenant.id, requested.value);
  // A verified owner comes first, so that nobody blocks a number by claiming it.
  const verified = owners.filter(traits.isVerified);
  const candidates = verified.length > 0 ? verified : owners;
  const active = candidates.filter((user) => isActiveStatus(user.status));
  const [only] = active;
  if (active.length > 1) return accept(step, { ...requested, subject: { kind: 'ambiguous' }, user: undefined }, traits);
  if (only) return accept(step, { ...requested, subject: { kind: 'known', sub: only.sub }, user: only }, traits);
  const mayRegister = candidates.length === 0 && step.stepDefinition?.allowRegistration === true;
  return accept(
    step,
    { ...requested, subject: { kind: mayRegister ? 'register' : 'unknown' }, user: undefined },
    traits,
  );
}

function accept(step: ConfiguredStep, destination: Destination, traits: ChannelTraits): DestinationResult {
  if (traits.channel === 'email' || destination.phone) return { destination };
  const phone = step.dependencies.phoneNumbers.parse(destination.value);
  return { destination: phone ? { ...destination, phone } : destination };
}

function refuse(description: string, reason: string): DestinationResult {
  return { refused: refusal(400, 'invalid_request', description), reason };
}

/** Refused before the destination is looked at: nobody bound although the step needs it, or a bound user who is no longer active. */
export function checkSubject(
  step: ConfiguredStep,
  traits: ChannelTraits,
): { readonly refused: Answer; readonly reason: string; readonly inactive: boolean } | undefined {
  // Bound, but no longer stored.
  if (!step.user && step.snapshot.user)
    return { refused: REFUSALS.userNotActive, reason: 'user_inactive', inactive: true };
  if (!step.user) {
    if (!step.stepDefinition?.requiresUser) return undefined;
    return { refused: REFUSALS.userRequired(traits.channel), reason: 'user_not_found', inactive: false };
  }
  if (isActiveStatus(step.user.status)) return undefined;
  return { refused: REFUSALS.userNotActive, reason: 'user_inactive', inactive: true };
}
