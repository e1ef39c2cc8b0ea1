import type { SecurityEventType } from '../../event/security-event.js';
import { maskEmail, maskPhoneNumber } from '../../event/masking.js';
import type { PhoneNumber } from '../../ports/phone-numbers.js';
import type { JsonObject } from '../../json/json.js';
import type { Challenge, Channel } from '../../transaction/snapshot.js';
import type { User } from '../../user/user.js';
import { withTexts } from '../compose-body.js';
import type { Step } from '../step.js';

type Outcome = 'success' | 'failure' | 'blocked';

/** What differs between codes by SMS and codes by e-mail. */
export interface ChannelTraits {
  readonly channel: Channel;
  /** The request field and claim that holds the destination. */
  readonly field: 'phone_number' | 'email';
  readonly destinationOf: (user: User) => string | undefined;
  readonly isVerified: (user: User) => boolean;
  readonly challengeEvent: Readonly<Record<Outcome, SecurityEventType>>;
  readonly verificationEvent: Readonly<Record<Exclude<Outcome, 'blocked'>, SecurityEventType>>;
  readonly userLacksIt: string;
  readonly ambiguous: string;
}

const SMS: ChannelTraits = {
  channel: 'sms',
  field: 'phone_number',
  destinationOf: (user) => user.phoneNumber,
  isVerified: (user) => user.phoneNumberVerified,
  challengeEvent: {
    success: 'sms_verification_challenge_success',
    failure: 'sms_verification_challenge_failure',
    blocked: 'sms_verification_challenge_blocked',
  },
  verificationEvent: { success: 'sms_verification_success', failure: 'sms_verification_failure' },
  userLacksIt: 'User does not have a phone number',
  ambiguous: 'The phone number belongs to more than one user',
};

const EMAIL: ChannelTraits = {
  channel: 'email',
  field: 'email',
  destinationOf: (user) => user.email,
  isVerified: (user) => user.emailVerified,
  challengeEvent: {
    success: 'email_verification_request_success',
    failure: 'email_verification_request_failure',
    blocked: 'email_verification_request_blocked',
  },
  verificationEvent: { success: 'email_verification_success', failure: 'email_verification_failure' },
  userLacksIt: 'User does not have an email address',
  ambiguous: 'The email address belongs to more than one user',
};

/** `sms-authentication…` and `email-authentication…`. */
export function traitsOf(interaction: string): ChannelTraits {
  return interaction.startsWith('sms-') ? SMS : EMAIL;
}

/** A destination as events and answers show it. */
export function maskDestination(step: Step, channel: Channel, destination: string): string {
  if (channel === 'email') return maskEmail(destination);
  const phone: PhoneNumber | undefined = step.dependencies.phoneNumbers.parse(destination);
  return maskPhoneNumber(destination, phone?.callingCode ?? '');
}

/**
 * What an outside service said, fit for the caller while code exposure is off: services repeat where they sent to, and whoever knows a password
 * shall not learn the number of its owner from that.
 */
export function withDestinationMasked(step: Step, { channel, destination }: Challenge, body: JsonObject): JsonObject {
  // Some services leave the plus away.
  const sought = channel === 'sms' ? destination.replace(/^\+/, '') : destination;
  const shown = (): string => maskDestination(step, channel, destination).replace(/^\+/, '');
  // Most texts do not hold it, and a number is parsed before it is masked.
  return withTexts(body, (text) => (text.includes(sought) ? text.replaceAll(sought, shown) : text));
}

/** `destination` and `destination_hash` of an event. */
export function destinationDetail(
  step: Step,
  channel: Channel,
  destination: string,
): { destination: string; destination_hash: string } {
  return {
    destination: maskDestination(step, channel, destination),
    destination_hash: step.dependencies.digests.keyedHash(destination),
  };
}

/** A single mailbox of at most 254 characters: the form that HTML and most providers accept. */
export function isEmailAddress(value: string): boolean {
  return (
    value.length <= 254 &&
    /^[^\s@<>(),;:\\"[\]\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u.test(
      value,
    ) &&
    !/^\.|\.\.|\.@/.test(value)
  );
}
