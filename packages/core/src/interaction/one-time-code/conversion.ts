import type { SendLimits } from '../../configuration/authentication-configuration.js';
import type { EventDraft } from '../../event/event-factory.js';
import type { BudgetTake, BudgetWatch } from '../../ports/budgets.js';
import type { PhoneNumber } from '../../ports/phone-numbers.js';
import type { Challenge } from '../../transaction/snapshot.js';
import { eventsOf } from '../commit-step.js';
import type { ConfiguredStep } from '../step.js';

const DAY_SECONDS = 86_400;
/** How long a country is refused, or not reported again. */
const BLOCK_SECONDS = 3600;

/** The country of a number; networks that belong to none go by their calling code. */
function countryOf(phone: PhoneNumber): string {
  return phone.region ?? `+${phone.callingCode}`;
}

const sentKey = (country: string): string => `stats:sms_sent:${country}`;
const verifiedKey = (country: string): string => `stats:sms_verified:${country}`;

/** Counts without a limit. */
function counted(key: string): BudgetTake {
  return { key, limit: Number.MAX_SAFE_INTEGER, windowSeconds: DAY_SECONDS, window: 'fixed' };
}

/**
 * What a message to this number asks of the detector: that its country is not refused, and that the message is counted. Nothing is counted for
 * a destination that nothing is sent to.
 */
export function conversionTakes(
  phone: PhoneNumber | undefined,
  limits: SendLimits,
  isSent: boolean,
): readonly BudgetTake[] {
  if (!phone || limits.conversionAction === 'off') return [];
  const country = countryOf(phone);
  const block: BudgetTake = {
    key: blockKey(country),
    limit: 1,
    windowSeconds: BLOCK_SECONDS,
    window: 'fixed',
    units: 0,
  };
  return isSent ? [block, counted(sentKey(country))] : [block];
}

/** Begins the key of a refused country. */
export const COUNTRY_BLOCK = 'send:country_block:';

function blockKey(country: string): string {
  return COUNTRY_BLOCK + country;
}

/** Counts a verified code of this challenge. */
export function verifiedTakes(step: ConfiguredStep, challenge: Challenge): readonly BudgetTake[] {
  const phone = challenge.channel === 'sms' ? step.dependencies.phoneNumbers.parse(challenge.destination) : undefined;
  return phone ? [counted(verifiedKey(countryOf(phone)))] : [];
}

/**
 * Compares what was sent to a country with what was verified there, after a message went out. Codes that nobody enters are what pumping of
 * messages looks like: the country is reported once an hour, and refused for an hour if the limits say so. Both counters are told by the commit
 * that records the message.
 */
export class ConversionWatch implements BudgetWatch {
  readonly keys: readonly string[];
  private readonly step: ConfiguredStep;
  private readonly country: string;
  private readonly limits: SendLimits;
  private units: readonly number[] | undefined;

  private constructor(step: ConfiguredStep, country: string, limits: SendLimits) {
    this.step = step;
    this.country = country;
    this.limits = limits;
    this.keys = [sentKey(country), verifiedKey(country)];
  }

  /** Undefined when nothing is counted for such a message. */
  static of(step: ConfiguredStep, phone: PhoneNumber | undefined, limits: SendLimits): ConversionWatch | undefined {
    if (!phone || limits.conversionAction === 'off') return undefined;
    return new ConversionWatch(step, countryOf(phone), limits);
  }

  readonly hear = (units: readonly number[]): void => {
    this.units = units;
  };

  /** @throws TesseraError `ERR_STORE_UNAVAILABLE` */
  async compare(): Promise<void> {
    const { step, country, limits } = this;
    const { budgets, clock } = step.dependencies;
    const now = clock.now();
    // A login that ended while its message went out records nothing; what was sent counts all the same.
    const [sent = 0, verified = 0] = this.units ?? (await budgets.read(step.tenant.id, this.keys, now));
    if (sent < limits.conversionMinimumSent || verified * 100 >= sent * limits.conversionMinimumPercent) return;
    const once = { limit: 1, windowSeconds: BLOCK_SECONDS, window: 'fixed' as const };
    const notice = { key: `stats:sms_conversion_notice:${country}`, ...once };
    if (await budgets.apply(step.tenant.id, { take: [notice] }, now)) return;
    if (limits.conversionAction === 'block')
      await budgets.apply(step.tenant.id, { take: [{ key: blockKey(country), ...once }] }, now);
    await report(step, country, now);
  }
}

async function report(step: ConfiguredStep, country: string, now: number): Promise<void> {
  const suspicion: EventDraft = {
    type: 'sms_pumping_suspected',
    user: undefined,
    detail: { reason: 'low_conversion', country },
  };
  await step.dependencies.events.append(eventsOf(step, [suspicion], now));
}
