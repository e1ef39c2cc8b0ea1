import type { JsonValue } from '../../json/json.js';
import { toDateTime } from './date-time.js';
import { scalarText } from './scalar-text.js';

/** Undefined: the value cannot be converted. */
export type Conversion = (value: JsonValue, locale: string | undefined) => JsonValue | undefined;

/**
 * The conversions of `convert_type`. Strings and scalars only; lists and objects cannot be converted. Numbers in strings are in JSON
 * notation, or as written in the locale when there is one. A fraction is no integer: nothing is rounded. `integer` has 32 bits, `long` goes as
 * far as JSON numbers are exact (2^53 - 1).
 */
export const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  string: (value) => scalarText(value),
  integer: (value, locale) => toInteger(value, locale, { min: -0x8000_0000, max: 0x7fff_ffff }),
  long: (value, locale) => toInteger(value, locale, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  double: toNumber,
  boolean: toBoolean,
  datetime: toDateTime,
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const LONGEST_NUMBER = 400;

function toNumber(value: JsonValue, locale: string | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > LONGEST_NUMBER) return undefined;
  const text = locale === undefined ? value : withoutLocale(value, locale);
  if (text === undefined || !NUMBER.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function toInteger(
  value: JsonValue,
  locale: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const number = toNumber(value, locale);
  if (number === undefined || !Number.isInteger(number) || number < min || number > max) return undefined;
  return number === 0 ? 0 : number;
}

/** From the locale's notation to that of JSON: `1.234,5` in `de` is `1234.5`. Groups must be where the locale puts them: after the first. */
function withoutLocale(value: string, locale: string): string | undefined {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(-12345678.9);
  const sign = (type: Intl.NumberFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  const [whole = '', ...fractions] = value.replace(sign('minusSign') || '-', '-').split(sign('decimal') || '.');
  const group = sign('group');
  const groups = group === '' ? [whole] : asPlainBlanks(whole).split(asPlainBlanks(group));
  const isGrouped = groups.length === 1 || groups.every((digits, index) => index === 0 || /^\d{2,3}$/.test(digits));
  if (fractions.length > 1 || !isGrouped) return undefined;
  return [groups.join(''), ...fractions].join('.');
}

/** People type an ordinary space where locales such as `fr` write a narrow one that does not break. */
function asPlainBlanks(value: string): string {
  return value.replace(/[\u00a0\u202f]/g, ' ');
}

/** `true`, `false`, in any case, and 1 and 0. */
function toBoolean(value: JsonValue): boolean | undefined {
  const text = scalarText(value)?.toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}
