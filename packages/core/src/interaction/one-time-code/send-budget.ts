import type { SendLimits } from '../../configuration/authentication-configuration.js';
import { refusal } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import type { BudgetRefusal, BudgetTake } from '../../ports/budgets.js';
import type { Channel, SendRecord, TransactionSnapshot } from '../../transaction/snapshot.js';
import { addressForBudget } from '../caller.js';
import { COUNTRY_BLOCK, conversionTakes } from './conversion.js';
import type { ConfiguredStep } from '../step.js';
import type { Destination } from './destination.js';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

const inForce = new WeakMap<Partial<SendLimits>, { readonly server: SendLimits; readonly limits: SendLimits }>();

/** The limits in force: the server's, overridden by the configuration's. */
export function limitsOf({ dependencies, configuration }: ConfiguredStep): SendLimits {
  const server = dependencies.settings.sendLimits;
  const own = configuration.metadata.sendLimits;
  const known = inForce.get(own);
  if (known?.server === server) return known.limits;
  const limits = { ...server, ...own };
  inForce.set(own, { server, limits });
  return limits;
}

/** The counter of consecutive wrong codes of an account, over all transactions and nodes. */
export function accountTake(step: ConfiguredStep, sub: string, units: 0 | 1): BudgetTake {
  const { maxConsecutiveFailuresPerAccount, accountBlockSeconds } = step.dependencies.settings.otp;
  return {
    key: accountKey(sub),
    limit: maxConsecutiveFailuresPerAccount,
    windowSeconds: accountBlockSeconds,
    window: 'extending',
    units,
  };
}

/** Key of {@link accountTake}. */
export function accountKey(sub: string): string {
  return `otp:account:${sub}`;
}

/** Units that one message takes, besides those counted in the transaction itself. */
export function sendTakes(step: ConfiguredStep, destination: Destination, channel: Channel): readonly BudgetTake[] {
  const limits = limitsOf(step);
  const { digests } = step.dependencies;
  const hash = digests.keyedHash(destination.value);
  const address = digests.keyedHash(addressForBudget(step.caller.ipAddress));
  const takes: readonly BudgetTake[] = [
    {
      key: `send:destination_hour:${hash}`,
      limit: limits.perDestinationHour,
      windowSeconds: HOUR_SECONDS,
      window: 'fixed',
    },
    {
      key: `send:destination_day:${hash}`,
      limit: limits.perDestinationDay,
      windowSeconds: DAY_SECONDS,
      window: 'fixed',
    },
    { key: `send:ip_hour:${address}`, limit: limits.perIpHour, windowSeconds: HOUR_SECONDS, window: 'fixed' },
    { key: `send:tenant_day:${channel}`, limit: limits.perTenantDay, windowSeconds: DAY_SECONDS, window: 'fixed' },
    ...callingCodeTake(destination, limits),
  ];
  const isSent = destination.subject.kind !== 'unknown';
  return [...takes.filter((take) => take.limit > 0), ...conversionTakes(destination.phone, limits, isSent)];
}

function callingCodeTake({ phone }: Destination, { perCallingCodeHour }: SendLimits): readonly BudgetTake[] {
  if (!phone) return [];
  return [
    {
      key: `send:calling_code_hour:${phone.callingCode}`,
      limit: perCallingCodeHour,
      windowSeconds: HOUR_SECONDS,
      window: 'fixed',
    },
  ];
}

/** The units that are returned when a message certainly never reached the provider: all but the one of the address. */
export function returnableKeys(takes: readonly BudgetTake[]): readonly string[] {
  return takes.filter((take) => take.units !== 0 && !take.key.startsWith('send:ip_hour:')).map((take) => take.key);
}

export interface SendBlock {
  readonly reason:
    | 'cooldown'
    | 'transaction_limit'
    | 'destination_limit'
    | 'ip_limit'
    | 'tenant_limit'
    | 'calling_code_limit'
    | 'low_conversion'
    | 'guess_limit';
  readonly retryAfterSeconds: number;
}

/** Limits that are counted in the transaction: guesses, messages, cooldown. */
export function blockInTransaction(
  step: ConfiguredStep,
  current: TransactionSnapshot,
  channel: Channel,
  now: number,
): SendBlock | undefined {
  const limits = limitsOf(step);
  const record: SendRecord = current.sends[channel] ?? { count: 0 };
  const rest = (current.expiresAt - now) / 1000;
  if (current.guessesSpent >= step.dependencies.settings.otp.maxAttemptsPerTransaction)
    return { reason: 'guess_limit', retryAfterSeconds: rest };
  if (limits.perTransaction > 0 && record.count >= limits.perTransaction)
    return { reason: 'transaction_limit', retryAfterSeconds: rest };
  const sinceLast = record.lastSentAt === undefined ? Infinity : (now - record.lastSentAt) / 1000;
  const cooldown = limits.resendCooldownSeconds - sinceLast;
  return cooldown > 0 ? { reason: 'cooldown', retryAfterSeconds: cooldown } : undefined;
}

/** A refused take, as the caller and the event are told. */
export function blockOf(refused: BudgetRefusal, now: number): SendBlock {
  const retryAfterSeconds = (refused.retryAt - now) / 1000;
  if (refused.key.startsWith('otp:account:')) return { reason: 'guess_limit', retryAfterSeconds };
  if (refused.key.startsWith('send:destination_')) return { reason: 'destination_limit', retryAfterSeconds };
  if (refused.key.startsWith('send:calling_code_')) return { reason: 'calling_code_limit', retryAfterSeconds };
  if (refused.key.startsWith(COUNTRY_BLOCK)) return { reason: 'low_conversion', retryAfterSeconds };
  if (refused.key.startsWith('send:ip_')) return { reason: 'ip_limit', retryAfterSeconds };
  return { reason: 'tenant_limit', retryAfterSeconds };
}

/** Countries and number types that get no message; undefined when this number may. */
export function blockByNumber(
  step: ConfiguredStep,
  destination: Destination,
): { readonly answer: Answer; readonly reason: string } | undefined {
  const { phone } = destination;
  if (!phone) return undefined;
  const limits = limitsOf(step);
  const names = [phone.region, `+${phone.callingCode}`, phone.callingCode].filter((name) => name !== undefined);
  const isListed = (list: readonly string[]): boolean => list.some((entry) => names.includes(entry.toUpperCase()));
  const answer = refusal(400, 'invalid_request', 'This phone number cannot receive verification codes');
  if (limits.deniedNumberTypes.includes(phone.type)) return { answer, reason: 'number_type_denied' };
  if (isListed(limits.deniedCountries)) return { answer, reason: 'country_denied' };
  return limits.allowedCountries.length > 0 && !isListed(limits.allowedCountries)
    ? { answer, reason: 'country_denied' }
    : undefined;
}
