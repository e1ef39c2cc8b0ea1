import type { Instant } from '../../ports/clock.js';

/** How far local time is ahead of UTC at an instant, in milliseconds. */
export type ZoneOffset = (instant: Instant) => number;

const FIXED_OFFSET = /^([+-])(0\d|1[0-4]):([0-5]\d)$/;

/** The offset of an IANA time zone, `UTC`, `Z` or `±hh:mm`; undefined when there is no such zone. */
export function zoneOffset(zone: string): ZoneOffset | undefined {
  if (zone === 'UTC' || zone === 'Z') return () => 0;
  const [, sign, hours, minutes] = FIXED_OFFSET.exec(zone) ?? [];
  if (sign !== undefined) {
    const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
    return () => offset;
  }
  return ianaOffset(zone);
}

function ianaOffset(zone: string): ZoneOffset | undefined {
  const format = localTimeFormat(zone);
  return format && ((instant) => localTimeAsUtc(format, instant) - Math.floor(instant / 1000) * 1000);
}

function localTimeFormat(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What the clocks of the zone show, read as if it were UTC. */
function localTimeAsUtc(format: Intl.DateTimeFormat, instant: Instant): number {
  const fields = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes): number => fields.get(name) ?? 0;
  const time = [field('hour'), field('minute'), field('second')] as const;
  return Date.UTC(field('year'), field('month') - 1, field('day'), ...time);
}
