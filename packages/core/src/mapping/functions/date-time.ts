import type { JsonValue } from '../../json/json.js';

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?([Zz]|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/;

/** The last instant of the year 9999, in milliseconds; RFC 3339 goes no further. */
const LATEST = 253_402_300_799_999;

/** From here on a number counts milliseconds, not seconds: as seconds it would be beyond the year 5000. */
const MILLISECONDS_FROM = 100_000_000_000;

/**
 * RFC 3339 in UTC with milliseconds. Takes RFC 3339, a date alone (midnight), a time without zone (UTC), and Unix time as a number,
 * in seconds or, from 100,000,000,000 on, in milliseconds. Undefined for anything else, such as the 30th of February.
 */
export function toDateTime(value: JsonValue): string | undefined {
  const instant = typeof value === 'number' ? unixTime(value) : typeof value === 'string' ? parse(value) : undefined;
  if (instant === undefined || instant > LATEST) return undefined;
  const text = new Date(instant).toISOString();
  return /^\d{4}-/.test(text) ? text : undefined;
}

function unixTime(value: number): number | undefined {
  const instant = Math.abs(value) < MILLISECONDS_FROM ? value * 1000 : value;
  return Math.abs(instant) <= LATEST ? Math.floor(instant) : undefined;
}

function parse(value: string): number | undefined {
  const match = DATE_TIME.exec(value);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const local = new Date(0);
  local.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A day that the month does not have rolls over into the next.
  if (local.getUTCMonth() !== Number(month) - 1 || local.getUTCDate() !== Number(day)) return undefined;
  local.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0').slice(0, 3)));
  return local.getTime() - offsetOf(zone);
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return minutes * (zone.startsWith('-') ? -60_000 : 60_000);
}
