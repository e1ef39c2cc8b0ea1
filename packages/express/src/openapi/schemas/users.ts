import { ACCEPTED_PASSWORD_HASHES, PERMISSIONS, PROFILE_CLAIMS, USER_STATUSES } from '@tessera/core';
import type { Schema } from '../operation.js';
import { ANY_OBJECT, closed, FLAG, INSTANT, listOf, oneOf, orNull, open, TEXT, writeOnly } from './shapes.js';

const STATUS = oneOf(...USER_STATUSES);
const EMAIL: Schema = { type: 'string', maxLength: 254 };
const PASSWORD = writeOnly({ type: 'string', format: 'password' });
const HASH = writeOnly({
  type: 'string',
  maxLength: 512,
  description: `Of another server: ${ACCEPTED_PASSWORD_HASHES}. Not together with \`raw_password\`.`,
});
const CLAIMS: Readonly<Record<string, Schema>> = {
  ...Object.fromEntries(PROFILE_CLAIMS.map((name) => [name, TEXT])),
  address: ANY_OBJECT,
};
const KEYS = {
  external_user_id: TEXT,
  email: EMAIL,
  phone_number: { type: 'string', description: 'Kept as E.164.' },
} satisfies Record<string, Schema>;
const FLAGS = { email_verified: FLAG, phone_number_verified: FLAG };
const ROLE = {
  name: TEXT,
  permissions: { ...listOf(TEXT), description: 'Names of the list of permissions, or wildcards such as `idp:user:*`.' },
};

/** Users, roles and permissions (specification 5.6). */
export const USER_SCHEMAS: Readonly<Record<string, Schema>> = {
  User: closed(
    {
      sub: TEXT,
      provider_id: TEXT,
      status: STATUS,
      preferred_username: TEXT,
      ...FLAGS,
      custom_properties: ANY_OBJECT,
      roles: listOf(TEXT),
      has_password: FLAG,
      created_at: INSTANT,
      updated_at: INSTANT,
    },
    { ...KEYS, ...CLAIMS, assigned_tenants: listOf(TEXT) },
  ),
  UserInput: {
    ...open(
      {},
      {
        sub: TEXT,
        status: STATUS,
        preferred_username: TEXT,
        ...KEYS,
        ...FLAGS,
        ...CLAIMS,
        custom_properties: ANY_OBJECT,
        roles: listOf(TEXT),
        assigned_tenants: { ...orNull(listOf(TEXT)), description: 'Of operators of an organization; null: all.' },
        raw_password: PASSWORD,
        hashed_password: HASH,
      },
    ),
    description: 'What has no counterpart is answered with a warning.',
  },
  UserPatch: { ...closed({}, { status: STATUS, raw_password: PASSWORD, hashed_password: HASH }), minProperties: 1 },
  Role: closed({ id: TEXT, ...ROLE }, { description: TEXT }),
  RoleInput: open(ROLE, { id: { type: 'string', pattern: '^[\\w.:-]+$' }, description: TEXT }),
  Permission: oneOf(...PERMISSIONS),
};
