import { compileDatePattern, RFC_3339 } from './date-pattern.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { text, textThat } from './parameters.js';
import { zoneOffset, type ZoneOffset } from './time-zone.js';

/** The present time in `zone`, by default as RFC 3339 in UTC; for `pattern` see {@link compileDatePattern}. Ignores its input. */
export const now: MappingFunctionDefinition = {
  name: 'now',
  acceptsNull: true,
  parameters: {
    zone: textThat('IANA time zone or ±hh:mm', (zone) => zoneOffset(zone) !== undefined, { fallback: 'UTC' }),
    pattern: text({ min: 1, max: 256, fallback: RFC_3339, isFixed: true }),
  },
  prepare: (fixed, { pointer, violations, dependencies: { clock } }) => {
    const format = compileDatePattern(fixed.text('pattern'));
    if (!format) {
      violations.add(`${pointer}/pattern`, 'invalid argument', 'letters yyyy MM dd HH mm ss SSS XXX Z, others quoted');
      return undefined;
    }
    const offsetOf = remembered();
    return (_input, args) => {
      const instant = clock.now();
      return format({ instant, offset: offsetOf(args.text('zone'))(instant) });
    };
  },
};

/** Keeps the last zone: making a formatter costs far more than using it, and a rule nearly always names the same one. */
function remembered(): (zone: string) => ZoneOffset {
  let last: { readonly zone: string; readonly offset: ZoneOffset } | undefined;
  return (zone) => {
    if (last?.zone !== zone) last = { zone, offset: zoneOffset(zone) ?? (() => 0) };
    return last.offset;
  };
}
