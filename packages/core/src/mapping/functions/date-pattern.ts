/** An instant and how far local time is ahead of UTC, both in milliseconds. */
export interface LocalTime {
  readonly instant: number;
  readonly offset: number;
}

export type DateFormat = (time: LocalTime) => string;

/** RFC 3339 with milliseconds, e.g. `2025-01-19T10:00:00.123Z`. */
export const RFC_3339 = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";

type Field = (local: Date, offset: number) => string;

/** Letters of a pattern, as in Unicode Technical Standard 35. */
const FIELDS: Readonly<Record<string, Field>> = {
  yyyy: (local) => padded(local.getUTCFullYear(), 4),
  yy: (local) => padded(local.getUTCFullYear() % 100, 2),
  MM: (local) => padded(local.getUTCMonth() + 1, 2),
  M: (local) => String(local.getUTCMonth() + 1),
  dd: (local) => padded(local.getUTCDate(), 2),
  d: (local) => String(local.getUTCDate()),
  HH: (local) => padded(local.getUTCHours(), 2),
  H: (local) => String(local.getUTCHours()),
  hh: (local) => padded(local.getUTCHours() % 12 || 12, 2),
  h: (local) => String(local.getUTCHours() % 12 || 12),
  a: (local) => (local.getUTCHours() < 12 ? 'AM' : 'PM'),
  mm: (local) => padded(local.getUTCMinutes(), 2),
  m: (local) => String(local.getUTCMinutes()),
  ss: (local) => padded(local.getUTCSeconds(), 2),
  s: (local) => String(local.getUTCSeconds()),
  SSS: (local) => padded(local.getUTCMilliseconds(), 3),
  XXX: (_local, offset) => (offset === 0 ? 'Z' : offsetText(offset, ':')),
  Z: (_local, offset) => offsetText(offset, ''),
};

/** A quoted literal, a run of one letter, or anything else. */
const TOKENS = /'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'/g;

/**
 * Compiles a pattern of the letters `yyyy yy MM M dd d HH H hh h a mm m ss s SSS XXX Z`. `XXX` is `+09:00` or `Z`, `Z` is `+0900`; literal
 * letters stand in single quotes, `''` is a quote. Undefined for any other letter or an open quote.
 */
export function compileDatePattern(pattern: string): DateFormat | undefined {
  const fields: Field[] = [];
  for (const [token] of pattern.matchAll(TOKENS)) {
    const field = compileToken(token);
    if (!field) return undefined;
    fields.push(field);
  }
  return ({ instant, offset }) => {
    const local = new Date(instant + offset);
    return fields.map((field) => field(local, offset)).join('');
  };
}

function compileToken(token: string): Field | undefined {
  if (/^[A-Za-z]/.test(token)) return Object.hasOwn(FIELDS, token) ? FIELDS[token] : undefined;
  if (token === "'") return undefined;
  const literal = token === "''" ? "'" : token.startsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : token;
  return () => literal;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

function offsetText(offset: number, separator: string): string {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(minutes / 60), 2)}${separator}${padded(minutes % 60, 2)}`;
}
