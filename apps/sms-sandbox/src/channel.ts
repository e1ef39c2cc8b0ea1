/** How a code travels. */
export type Channel = 'sms' | 'email';

/** The request field that names the destination. */
export const DESTINATION_FIELDS: Readonly<Record<Channel, string>> = { sms: 'phone_number', email: 'email' };

const PATTERNS: Readonly<Record<Channel, RegExp>> = {
  sms: /^\+?[0-9][0-9 ().-]{4,30}$/,
  email: /^[^\s@]{1,64}@[^\s@]{1,189}$/,
};

/** One spelling of each destination: digits with their `+`, or lower case. Undefined when `value` is not a destination. */
export function parseDestination(channel: Channel, value: unknown): string | undefined {
  if (typeof value !== 'string' || !PATTERNS[channel].test(value)) return undefined;
  return channel === 'sms' ? value.replace(/[^+0-9]/g, '') : value.toLowerCase();
}
