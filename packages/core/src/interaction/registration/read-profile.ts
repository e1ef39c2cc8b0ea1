import { KEY_CLAIMS, REGISTRATION_CLAIMS } from '../../configuration/registration-claims.js';
import { refusal } from '../../errors/answer.js';
import type { Answer } from '../../errors/answer.js';
import { REFUSALS } from '../../errors/refusals.js';
import { isJsonObject } from '../../json/json.js';
import type { JsonObject } from '../../json/json.js';
import { isEmailAddress } from '../one-time-code/channel.js';
import type { ConfiguredStep } from '../step.js';

/** What a registration says about the new user. */
export interface Profile {
  readonly preferredUsername: string;
  readonly password: string;
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly claims: JsonObject;
  readonly customProperties: JsonObject;
}

export interface ProfileRefusal {
  readonly refused: Answer;
  readonly reason: string;
}

/** Claims with a place of their own in the user. */
const OWN_PLACE: ReadonlySet<string> = new Set([
  'password',
  'email',
  'phone_number',
  'preferred_username',
  'custom_properties',
]);

/** Reads the claims that the schema declares, and no others: a caller never sets status, roles or what is verified. */
export function readProfile(step: ConfiguredStep): Profile | ProfileRefusal {
  const { declared } = step.definition.request;
  const given = Object.fromEntries(
    Object.entries(step.body).filter(([name]) => declared.has(name) && REGISTRATION_CLAIMS.includes(name)),
  );
  const email = given['email'] ?? undefined;
  if (email !== undefined && (typeof email !== 'string' || !isEmailAddress(email)))
    return refuse('email is not a valid email address', 'destination_invalid');
  const phoneNumber = readPhoneNumber(step, given['phone_number'] ?? undefined);
  if (phoneNumber === INVALID) return refuse('phone_number is not a valid phone number', 'destination_invalid');
  const password = given['password'];
  if (typeof password !== 'string') return missing('password');
  const preferred = given['preferred_username'];
  const custom = given['custom_properties'];
  const unique = { EMAIL: email, PHONE: phoneNumber, USERNAME: typeof preferred === 'string' ? preferred : undefined }[
    step.tenant.identityUniqueKeyType
  ];
  if (unique === undefined || unique === '') return missing(KEY_CLAIMS[step.tenant.identityUniqueKeyType]);
  return {
    preferredUsername: unique,
    password,
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    claims: Object.fromEntries(Object.entries(given).filter(([name]) => !OWN_PLACE.has(name))),
    customProperties: isJsonObject(custom) ? custom : {},
  };
}

/** The unique key as submitted, before it is checked; undefined when there is none. */
export function requestedName(step: ConfiguredStep): string | undefined {
  const { tenant, body, dependencies } = step;
  const value = body[KEY_CLAIMS[tenant.identityUniqueKeyType]];
  if (typeof value !== 'string') return undefined;
  if (tenant.identityUniqueKeyType !== 'PHONE') return value;
  return dependencies.phoneNumbers.parse(value, tenant.defaultPhoneRegion)?.e164 ?? value;
}

const INVALID = Symbol('no phone number');

function readPhoneNumber(step: ConfiguredStep, value: unknown): string | undefined | typeof INVALID {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return INVALID;
  return step.dependencies.phoneNumbers.parse(value, step.tenant.defaultPhoneRegion)?.e164 ?? INVALID;
}

function missing(field: string): ProfileRefusal {
  return { refused: REFUSALS.validationFailed([`/ must have required property '${field}'`]), reason: 'schema' };
}

function refuse(description: string, reason: string): ProfileRefusal {
  return { refused: refusal(400, 'invalid_request', description), reason };
}
