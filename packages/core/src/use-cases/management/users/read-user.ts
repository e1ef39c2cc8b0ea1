import type { EngineDependencies } from '../../../engine/dependencies.js';
import type { ViolationList } from '../../../errors/violation-list.js';
import { isEmailAddress } from '../../../interaction/one-time-code/channel.js';
import type { JsonObject, JsonValue } from '../../../json/json.js';
import type { Tenant } from '../../../tenant/tenant.js';
import { USER_STATUSES } from '../../../user/user.js';
import { PROFILE_CLAIMS } from '../../../user/profile-claims.js';
import type { User } from '../../../user/user.js';
import { FieldReader } from '../field-reader.js';
import { readNewPassword } from './read-new-password.js';
import type { NewPassword } from './read-new-password.js';

/** Shown in answers; writing them back is no mistake. */
const SHOWN_ONLY = ['has_password', 'created_at', 'updated_at'] as const;
const KEY_FIELDS = { EMAIL: 'email', PHONE: 'phone_number', USERNAME: 'preferred_username' } as const;

export interface UserToRead {
  readonly posted: JsonValue;
  readonly tenant: Tenant;
  /** Of a new user: its defaults. */
  readonly base: User;
  readonly isNew: boolean;
  readonly phoneNumbers: EngineDependencies['phoneNumbers'];
}

export interface ReadUser {
  /** Without the new password. */
  readonly user: User;
  readonly newPassword: NewPassword | undefined;
}

/**
 * Reads a posted user (specification 5.6). What it does not name is gone afterwards, except status, roles, password, and what has been
 * verified of an address or a number that stays.
 */
export function readUser(
  { posted, tenant, base, isNew, phoneNumbers }: UserToRead,
  violations: ViolationList,
): ReadUser {
  const fields = new FieldReader(posted, violations);
  const sub = readSub(fields, base, isNew);
  const email = fields.text('email', { isValid: isEmailAddress, expected: 'an email address' });
  const phoneNumber = readPhoneNumber(fields, tenant, phoneNumbers);
  const keys = { email, phone_number: phoneNumber, preferred_username: fields.text('preferred_username') };
  const keyField = KEY_FIELDS[tenant.identityUniqueKeyType];
  const preferredUsername = keys.preferred_username ?? keys[keyField];
  if (preferredUsername === undefined && !fields.has('preferred_username')) fields.require(keyField);
  const externalUserId = fields.text('external_user_id');
  const emailVerified = fields.flag('email_verified');
  const phoneNumberVerified = fields.flag('phone_number_verified');
  const user: User = {
    tenantId: base.tenantId,
    sub,
    providerId: base.providerId,
    ...(externalUserId === undefined ? {} : { externalUserId }),
    status: fields.oneOf('status', USER_STATUSES) ?? base.status,
    preferredUsername: preferredUsername ?? base.preferredUsername,
    ...(email === undefined ? {} : { email }),
    emailVerified: email !== undefined && (emailVerified ?? (base.emailVerified && base.email === email)),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    phoneNumberVerified:
      phoneNumber !== undefined &&
      (phoneNumberVerified ?? (base.phoneNumberVerified && base.phoneNumber === phoneNumber)),
    claims: readClaims(fields),
    customProperties: fields.free('custom_properties') ?? {},
    roles: fields.texts('roles') ?? base.roles,
    ...readAssignedTenants(fields, tenant, base),
    ...(base.passwordHash === undefined ? {} : { passwordHash: base.passwordHash }),
    ...(base.passwordChangedAt === undefined ? {} : { passwordChangedAt: base.passwordChangedAt }),
    createdAt: base.createdAt,
    updatedAt: base.updatedAt,
  };
  const newPassword = readNewPassword(fields, tenant);
  warnAboutRest(fields, base);
  return { user, newPassword };
}

/** Of operators of an organization only. Omitted it keeps its value; `null`, and nothing less, gives all tenants. */
function readAssignedTenants(fields: FieldReader, { type }: Tenant, base: User): Pick<User, 'assignedTenants'> {
  if (type !== 'ORGANIZER') return {};
  const isLifted = fields.isNull('assigned_tenants');
  const assignedTenants = fields.texts('assigned_tenants', {}, 1000) ?? (isLifted ? undefined : base.assignedTenants);
  return assignedTenants === undefined ? {} : { assignedTenants };
}

function readSub(fields: FieldReader, base: User, isNew: boolean): string {
  const sub = fields.text('sub', {
    isValid: (text) => /^[\w.:@+-]+$/.test(text),
    expected: 'letters, digits, . : @ + - _',
  });
  if (sub === undefined || isNew || sub === base.sub) return sub ?? base.sub;
  fields.add('sub', 'cannot be changed', base.sub, sub);
  return base.sub;
}

function readPhoneNumber(
  fields: FieldReader,
  tenant: Tenant,
  phoneNumbers: EngineDependencies['phoneNumbers'],
): string | undefined {
  const given = fields.text('phone_number');
  if (given === undefined) return undefined;
  const e164 = phoneNumbers.parse(given, tenant.defaultPhoneRegion)?.e164;
  if (e164 === undefined) fields.add('phone_number', 'not valid', 'a phone number');
  return e164;
}

function readClaims(fields: FieldReader): JsonObject {
  const address = fields.free('address');
  const texts = PROFILE_CLAIMS.flatMap((name) => {
    const value = fields.text(name, { min: 0, max: 2048 });
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(texts), ...(address ? { address } : {}) };
}

function warnAboutRest(fields: FieldReader, base: User): void {
  for (const name of SHOWN_ONLY) fields.take(name);
  const provider = fields.take('provider_id');
  if (provider !== undefined && provider !== base.providerId)
    fields.warn('provider_id', 'ignored_field', 'provider_id is set by the server');
  fields.warnRest();
}
