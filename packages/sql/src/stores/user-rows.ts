import {
  TesseraError,
  type JsonObject,
  type PasswordHashChange,
  type SecretBox,
  type User,
  type UserChanges,
  type UserStatus,
} from '@tessera/core';
import type { UserRow } from '../database/schema.js';
import { openJson, sealJson } from './json-text.js';

/** What a user can be looked up by, as stored: keyed hashes, different in each tenant and for each kind of key. */
export class UserIndex {
  readonly #blindIndex: (text: string) => string;

  constructor(blindIndex: (text: string) => string) {
    this.#blindIndex = blindIndex;
  }

  username(tenantId: string, username: string): string {
    return this.#hash('username', tenantId, foldCase(username));
  }

  email(tenantId: string, email: string): string {
    return this.#hash('email', tenantId, foldCase(email));
  }

  phoneNumber(tenantId: string, e164: string): string {
    return this.#hash('phone', tenantId, e164);
  }

  externalUserId(tenantId: string, providerId: string, externalUserId: string): string {
    return this.#hash('external', tenantId, providerId, externalUserId);
  }

  /** As JSON, so that no two lists of parts give the same text. */
  #hash(...parts: readonly string[]): string {
    return this.#blindIndex(JSON.stringify(['user', ...parts]));
  }
}

/** The form under which names and addresses are the same. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}

/** Status and times have columns of their own; the rest of a user is sealed, its keys with it. */
type SealedProfile = Omit<User, 'status' | 'createdAt' | 'updatedAt'>;

/** All but the unique key, which is for the tenant to say. */
export function toUserRow(user: User, index: UserIndex, box: SecretBox): Omit<UserRow, 'unique_key_hash'> {
  const { status, createdAt, updatedAt, ...profile } = user;
  const { tenantId, email, phoneNumber, externalUserId } = profile;
  return {
    tenant_id: tenantId,
    sub: user.sub,
    status,
    username_hash: index.username(tenantId, user.preferredUsername),
    email_hash: email === undefined ? null : index.email(tenantId, email),
    phone_hash: phoneNumber === undefined ? null : index.phoneNumber(tenantId, phoneNumber),
    email_verified: Number(user.emailVerified),
    phone_verified: Number(user.phoneNumberVerified),
    external_hash:
      externalUserId === undefined ? null : index.externalUserId(tenantId, user.providerId, externalUserId),
    sealed_profile: sealJson(box, profile satisfies SealedProfile),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

/** @throws TesseraError `ERR_INVARIANT` when the profile was moved here from another row */
export function toUser(row: UserRow, box: SecretBox): User {
  const profile = openJson<SealedProfile>(box, row.sealed_profile);
  if (profile.tenantId !== row.tenant_id || profile.sub !== row.sub) {
    throw new TesseraError('ERR_INVARIANT', 'a stored profile belongs to another user');
  }
  return {
    ...profile,
    claims: orNone(profile.claims),
    customProperties: orNone(profile.customProperties),
    roles: profile.roles.length === 0 ? NO_ROLES : profile.roles,
    status: row.status as UserStatus,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Most users have none of them, and ten thousand users may be kept in memory: one empty value for all. */
const NONE: JsonObject = Object.freeze({});
const NO_ROLES: readonly string[] = Object.freeze([]);

function orNone(members: JsonObject): JsonObject {
  return Object.keys(members).length === 0 ? NONE : members;
}

/** The user after a change; what `changes` does not name keeps its value. */
export function applyChanges(user: User, changes: UserChanges, now: number): User {
  const { claims, customProperties, ...attributes } = changes;
  return {
    ...user,
    ...attributes,
    claims: { ...user.claims, ...claims },
    customProperties: { ...user.customProperties, ...customProperties },
    updatedAt: nextInstant(user, now),
  };
}

/** What a new password hash writes. */
export function passwordChanges({ next, changedAt }: PasswordHashChange): UserChanges {
  return { passwordHash: next, ...(changedAt === undefined ? {} : { passwordChangedAt: changedAt }) };
}

/** Later than the last change, even within one millisecond: `updatedAt` is what a concurrent writer compares. */
export function nextInstant({ updatedAt }: User, now: number): number {
  return Math.max(now, updatedAt + 1);
}
