import type { Response } from 'express';
import type { Channel } from './channel.js';
import type { Delay } from './clock.js';
import { HttpError } from './http-error.js';

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

function answers(status: number, error: string, description: string, headers: Record<string, string> = {}): Behaviour {
  return { kind: 'answer', error: new HttpError({ status, error, description, headers }) };
}

const FAULT = answers(500, 'server_error', 'The message gateway is out of order');
const BUSY = answers(429, 'too_many_requests', 'Too many requests', { 'Retry-After': '30' });
const REFUSED = answers(400, 'invalid_request', 'The destination was refused');
const SLOW: Behaviour = { kind: 'wait', milliseconds: 2000 };
const SILENT: Behaviour = { kind: 'silence' };

function scenario(
  step: Scenario['step'],
  [ending, mailbox]: readonly [string, string],
  description: string,
  behaviour: Behaviour,
): Scenario {
  return { step, ending, mailbox, description, behaviour };
}

/** All destinations with a fate. The page and the README show the same table. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('challenge', ['5550150', 'challenge-500'], 'answers 500', FAULT),
  scenario('challenge', ['5550142', 'challenge-429'], 'answers 429 with Retry-After', BUSY),
  scenario('challenge', ['5550140', 'challenge-400'], 'refuses the destination with 400', REFUSED),
  scenario('challenge', ['5550102', 'challenge-slow'], 'answers after 2 seconds', SLOW),
  scenario('challenge', ['5550199', 'challenge-silent'], 'never answers', SILENT),
  scenario('verification', ['5550160', 'verification-500'], 'answers 500', FAULT),
  scenario('verification', ['5550162', 'verification-429'], 'answers 429 with Retry-After', BUSY),
  scenario('verification', ['5550112', 'verification-slow'], 'answers after 2 seconds', SLOW),
  scenario('verification', ['5550189', 'verification-silent'], 'never answers', SILENT),
];

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
