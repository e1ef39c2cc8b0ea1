import { SECRET_NAMES } from '../configuration/document/secret-names.js';
import { MASKED_SECRET } from '../configuration/document/masked-secret.js';
import { isJsonObject } from '../json/json.js';
import type { JsonValue } from '../json/json.js';
import type { PhoneNumbers } from '../ports/phone-numbers.js';
import { maskEmail, maskPhoneNumber } from './masking.js';

const EMAIL = /[^\s@<>"'(),;:]{1,64}@[\p{L}\p{N}.-]{1,255}/gu;
const E164 = /\+[1-9]\d{6,14}(?!\d)/g;

/** A value as logs, events and audit records may show it (specification 6.2): addresses, numbers and secrets masked at every depth. */
export function maskPersonalData(value: JsonValue, phoneNumbers: PhoneNumbers): JsonValue {
  if (typeof value === 'string') return maskText(value, phoneNumbers);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => maskPersonalData(item, phoneNumbers));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_NAMES.has(name) && isScalar(member) ? MASKED_SECRET : maskPersonalData(member, phoneNumbers),
    ]),
  );
}

function maskText(text: string, phoneNumbers: PhoneNumbers): string {
  return text
    .replace(EMAIL, (email) => maskEmail(email))
    .replace(E164, (number) => maskPhoneNumber(number, phoneNumbers.parse(number)?.callingCode ?? ''));
}

function isScalar(value: JsonValue): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
