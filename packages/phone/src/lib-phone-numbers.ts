import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  parsePhoneNumberWithError,
  type NumberType,
  type PhoneNumber as ParsedNumber,
} from 'libphonenumber-js/max';
import { BoundedCache, type PhoneNumber, type PhoneNumbers, type PhoneNumberType } from '@tessera/core';

/** Longer than any way to write fifteen digits. */
const MAX_LENGTH = 64;

/** Digits of an international number at most, calling code included (ITU-T E.164 §6). */
const MAX_DIGITS = 15;

/** Of people who are logging in at the same time; some hundred bytes each. */
const MOST_RECENT = 10_000;

/** Kept for a text that is no number: it, too, is asked for again. */
const NO_NUMBER = Symbol('no number');

/** Numbers of satellite and other global networks (ITU-T E.164.1): Inmarsat, the GMSS operators, and the shared codes of networks without a country. */
const SATELLITE_CODES: ReadonlySet<string> = new Set(['870', '881', '882', '883']);

const TYPES: Readonly<Record<Exclude<NumberType, undefined>, PhoneNumberType>> = {
  MOBILE: 'mobile',
  FIXED_LINE: 'fixed_line',
  FIXED_LINE_OR_MOBILE: 'fixed_line_or_mobile',
  PREMIUM_RATE: 'premium_rate',
  TOLL_FREE: 'toll_free',
  SHARED_COST: 'shared_cost',
  VOIP: 'voip',
  PERSONAL_NUMBER: 'personal_number',
  PAGER: 'pager',
  UAN: 'uan',
  VOICEMAIL: 'voicemail',
};

/**
 * Phone numbers by libphonenumber with its full metadata. Accepts numbers that are *possible*, that is of a length their country uses, and
 * does not ask whether the range is assigned: ranges are opened faster than metadata is released, and a real person must not be locked out.
 * Refuses numbers with an extension, to which no message can be sent.
 */
export class LibPhoneNumbers implements PhoneNumbers {
  /** A login asks for its one number a few times a step, at some 40 µs each. The numbers that came last, by what they were read from. */
  readonly #recent = new BoundedCache<PhoneNumber | typeof NO_NUMBER>(MOST_RECENT);

  parse(value: string, defaultRegion?: string): PhoneNumber | undefined {
    if (value.length > MAX_LENGTH) return undefined;
    // With its calling code a number is the same wherever it is read.
    const isInternational = value.startsWith('+');
    const region = isInternational ? undefined : defaultRegion?.toUpperCase();
    const key = isInternational ? value : `${region ?? ''} ${value}`;
    const known = this.#recent.get(key);
    if (known !== undefined) return known === NO_NUMBER ? undefined : known;
    const number = this.#parse(value, region);
    this.#recent.set(key, number ?? NO_NUMBER);
    return number;
  }

  #parse(value: string, region: string | undefined): PhoneNumber | undefined {
    const parsed = parsePhoneNumberFromString(inAscii(value).trim().replace(/^tel:/i, ''), {
      extract: false,
      ...(region !== undefined && isSupportedCountry(region) ? { defaultCountry: region } : {}),
    });
    if (!parsed || parsed.ext !== undefined || parsed.number.length - 1 > MAX_DIGITS || !parsed.isPossible())
      return undefined;
    return new LibPhoneNumber(parsed, value);
  }
}

/** A number in E.164 says all; a mapping rule that wants another form has it made then. */
class LibPhoneNumber implements PhoneNumber {
  readonly e164: string;
  readonly region: string | undefined;
  readonly callingCode: string;
  readonly type: PhoneNumberType;

  /** @param value what it was read from: where that is E.164 already, it is kept once */
  constructor(parsed: ParsedNumber, value: string) {
    this.e164 = parsed.number === value ? value : parsed.number;
    this.region = parsed.country;
    this.callingCode = parsed.countryCallingCode;
    this.type = typeOf(parsed);
  }

  get international(): string {
    return parsedAgain(this.e164).formatInternational();
  }

  get national(): string {
    return parsedAgain(this.e164).formatNational();
  }

  get rfc3966(): string {
    return parsedAgain(this.e164).getURI();
  }
}

/** Japanese keyboards write full-width digits and signs (U+FF01 to U+FF5E). */
function inAscii(value: string): string {
  return value.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

function typeOf(parsed: ParsedNumber): PhoneNumberType {
  if (SATELLITE_CODES.has(parsed.countryCallingCode)) return 'satellite';
  const type = parsed.getType();
  return type === undefined ? 'unknown' : TYPES[type];
}

function parsedAgain(e164: string): ParsedNumber {
  return parsePhoneNumberWithError(e164, { extract: false });
}
