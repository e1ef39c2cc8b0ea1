/** A phone number that could be understood. */
export interface PhoneNumber {
  /** E.164, e.g. `+819012345678`. */
  readonly e164: string;
  /** ISO 3166-1 alpha-2 region, when the number tells. */
  readonly region: string | undefined;
  /** Digits only, e.g. `81`. */
  readonly callingCode: string;
  readonly type: PhoneNumberType;
  /** For people, e.g. `+81 90 1234 5678`. This form and the next two are few mapping rules' need, and may be made when they are asked for. */
  readonly international: string;
  /** As people of the same country write it, e.g. `090-1234-5678`. */
  readonly national: string;
  /** RFC 3966, e.g. `tel:+819012345678`. */
  readonly rfc3966: string;
}

export type PhoneNumberType =
  | 'mobile'
  | 'fixed_line'
  | 'fixed_line_or_mobile'
  | 'premium_rate'
  | 'toll_free'
  | 'shared_cost'
  | 'voip'
  | 'personal_number'
  | 'pager'
  | 'uan'
  | 'voicemail'
  | 'satellite'
  | 'unknown';

/** Reads phone numbers as people write them. */
export interface PhoneNumbers {
  /** Undefined when `value` is not a possible number; `defaultRegion` serves numbers without `+`. */
  parse(value: string, defaultRegion?: string): PhoneNumber | undefined;
}
