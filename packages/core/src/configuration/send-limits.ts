import type { SendLimits } from './authentication-configuration.js';
import type { ViolationList } from '../errors/violation-list.js';
import { pointerTo } from '../json/json.js';
import type { JsonValue } from '../json/json.js';
import type { PhoneNumberType } from '../ports/phone-numbers.js';
import { jsonTypeOf } from './document/describe.js';
import { ObjectReader } from './document/object-reader.js';

/** The limits of a server that sets none (specification 2.8); the development profile has no cooldown and no repeat window. */
export const SEND_LIMIT_DEFAULTS: Readonly<Record<'production' | 'development', SendLimits>> = (() => {
  const production: SendLimits = {
    resendCooldownSeconds: 30,
    repeatWindowSeconds: 2,
    perTransaction: 5,
    perDestinationHour: 10,
    perDestinationDay: 20,
    perIpHour: 30,
    perTenantDay: 10_000,
    perCallingCodeHour: 1000,
    conversionAction: 'record',
    conversionMinimumSent: 100,
    conversionMinimumPercent: 20,
    allowedCountries: [],
    deniedCountries: [],
    deniedNumberTypes: ['premium_rate', 'shared_cost', 'satellite'],
  };
  return { production, development: { ...production, resendCooldownSeconds: 0, repeatWindowSeconds: 0 } };
})();

const MAX_SECONDS = 86_400;
const MAX_UNITS = 1_000_000_000;
const NUMBERS = {
  resend_cooldown_seconds: ['resendCooldownSeconds', MAX_SECONDS],
  repeat_window_seconds: ['repeatWindowSeconds', MAX_SECONDS],
  per_transaction: ['perTransaction', MAX_UNITS],
  per_destination_hour: ['perDestinationHour', MAX_UNITS],
  per_destination_day: ['perDestinationDay', MAX_UNITS],
  per_ip_hour: ['perIpHour', MAX_UNITS],
  per_tenant_day: ['perTenantDay', MAX_UNITS],
  per_calling_code_hour: ['perCallingCodeHour', MAX_UNITS],
  conversion_minimum_sent: ['conversionMinimumSent', MAX_UNITS],
  conversion_minimum_percent: ['conversionMinimumPercent', 100],
} as const;
const LISTS = {
  allowed_countries: 'allowedCountries',
  denied_countries: 'deniedCountries',
  denied_number_types: 'deniedNumberTypes',
} as const;
const CONVERSION_ACTIONS = ['off', 'record', 'block'] as const;
/** ISO 3166-1 alpha-2, or `+` and an ITU country code. */
const COUNTRY = /^(?:[A-Z]{2}|\+[1-9]\d{0,2})$/;
const NUMBER_TYPES: Readonly<Record<PhoneNumberType, true>> = {
  mobile: true,
  fixed_line: true,
  fixed_line_or_mobile: true,
  premium_rate: true,
  toll_free: true,
  shared_cost: true,
  voip: true,
  personal_number: true,
  pager: true,
  uan: true,
  voicemail: true,
  satellite: true,
  unknown: true,
};

/**
 * Reads send budget overrides (`metadata.send_limits`, or the server setting of the same shape).
 * Keys it does not know are reported to `onUnknown`, which decides whether they matter.
 */
export function parseSendLimits(
  document: JsonValue,
  pointer: string,
  violations: ViolationList,
  onUnknown: (pointer: string) => void,
): Partial<SendLimits> {
  const reader = ObjectReader.openAny(document, pointer, violations);
  if (!reader) return {};
  for (const name of reader.names()) {
    if (!Object.hasOwn(NUMBERS, name) && !Object.hasOwn(LISTS, name) && name !== 'conversion_action')
      onUnknown(reader.at(name));
  }
  const numbers = Object.entries(NUMBERS).map(([name, [key, max]]) => [key, reader.integer(name, 0, max)] as const);
  const action = reader.oneOf('conversion_action', CONVERSION_ACTIONS);
  const lists = Object.entries(LISTS).map(([name, key]) => [key, readList(reader, name, violations)] as const);
  const stated = [...numbers, ...lists, ['conversionAction', action] as const].filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(stated) as Partial<SendLimits>;
}

function readList(reader: ObjectReader, name: string, violations: ViolationList): readonly string[] | undefined {
  const isKnown =
    name === 'denied_number_types'
      ? (text: string) => Object.hasOwn(NUMBER_TYPES, text)
      : (text: string) => COUNTRY.test(text);
  const expected =
    name === 'denied_number_types'
      ? `one of ${Object.keys(NUMBER_TYPES).join(', ')}`
      : 'a region such as JP or a calling code such as +81';
  return reader.list(name)?.flatMap((value, index) => {
    if (typeof value === 'string' && isKnown(value)) return [value];
    const place = pointerTo(reader.at(name), index);
    if (typeof value === 'string') violations.add(place, 'unknown value', expected, value);
    else violations.add(place, 'wrong type', 'string', jsonTypeOf(value));
    return [];
  });
}
