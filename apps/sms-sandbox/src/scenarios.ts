import type { Response } from 'express';
import type { Channel } from './channel.js';
import type { Delay } from './clock.js';
import { HttpError, type HttpErrorOptions } from './http-error.js';

/** What the service does instead of its normal work. */
type Behaviour =
  | { readonly kind: 'answer'; readonly error: HttpError }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'silence' };

/** A destination with a fate, so that failures can be tried by hand and in tests. */
export interface Scenario {
  /** Last seven digits of the number; in `+1 202 555 01xx` they belong to nobody (555-0100 to 555-0199 are reserved for fiction). */
  readonly ending: string;
  /** The part of an e-mail address before the `@`. */
  readonly mailbox: string;
  readonly step: 'challenge' | 'verification';
  readonly description: string;
  readonly behaviour: Behaviour;
}

const FAULT = answers({ status: 500, error: 'server_error', description: 'The message gateway is out of order' });
const BUSY = answers({
  status: 429,
  error: 'too_many_requests',
  description: 'Too many requests',
  headers: { 'Retry-After': '30' },
});
const REFUSED = answers({ status: 400, error: 'invalid_request', description: 'The destination was refused' });
const SLOW: Behaviour = { kind: 'wait', milliseconds: 2000 };
const SILENT: Behaviour = { kind: 'silence' };

const REFUSES = 'refuses the destination with 400';
const LATE = 'answers after 2 seconds';
const LIMITED = 'answers 429 with Retry-After';

/** All destinations with a fate. The page and the README show the same table. */
export const SCENARIOS: readonly Scenario[] = [
  { step: 'challenge', ending: '5550150', mailbox: 'challenge-500', description: 'answers 500', behaviour: FAULT },
  { step: 'challenge', ending: '5550142', mailbox: 'challenge-429', description: LIMITED, behaviour: BUSY },
  { step: 'challenge', ending: '5550140', mailbox: 'challenge-400', description: REFUSES, behaviour: REFUSED },
  { step: 'challenge', ending: '5550102', mailbox: 'challenge-slow', description: LATE, behaviour: SLOW },
  {
    step: 'challenge',
    ending: '5550199',
    mailbox: 'challenge-silent',
    description: 'never answers',
    behaviour: SILENT,
  },
  {
    step: 'verification',
    ending: '5550160',
    mailbox: 'verification-500',
    description: 'answers 500',
    behaviour: FAULT,
  },
  { step: 'verification', ending: '5550162', mailbox: 'verification-429', description: LIMITED, behaviour: BUSY },
  { step: 'verification', ending: '5550112', mailbox: 'verification-slow', description: LATE, behaviour: SLOW },
  {
    step: 'verification',
    ending: '5550189',
    mailbox: 'verification-silent',
    description: 'never answers',
    behaviour: SILENT,
  },
];

function answers(options: HttpErrorOptions): Behaviour {
  return { kind: 'answer', error: new HttpError(options) };
}

function findScenario(step: Scenario['step'], channel: Channel, destination: string): Scenario | undefined {
  return SCENARIOS.find(
    (each) =>
      each.step === step &&
      (channel === 'sms' ? destination.endsWith(each.ending) : destination.startsWith(`${each.mailbox}@`)),
  );
}

/**
 * Plays the fate of a destination, if it has one.
 * @returns false when the request stays without an answer for ever
 * @throws HttpError the answer of a failing destination
 */
export async function playScenario(
  step: Scenario['step'],
  { channel, destination }: { readonly channel: Channel; readonly destination: string },
  { delay, res }: { readonly delay: Delay; readonly res: Response },
): Promise<boolean> {
  const behaviour = findScenario(step, channel, destination)?.behaviour;
  if (behaviour?.kind === 'answer') throw behaviour.error;
  if (behaviour?.kind === 'wait') await delay(behaviour.milliseconds);
  return behaviour?.kind !== 'silence' && !res.destroyed;
}
