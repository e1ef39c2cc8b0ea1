import type { Kysely } from 'kysely';
import { TENANT_DEFAULTS, type Tenant } from '@tessera/core';
import type { Schema, UserRow } from '../database/schema.js';
import { parseStored } from './json-text.js';

type KeyColumns = Pick<UserRow, 'tenant_id' | 'email_hash' | 'phone_hash'>;

/**
 * What the database keeps users of this tenant apart by, besides their names: the hash of the address or number that the tenant says is the
 * unique key. Null where there is none, or where the tenant is unknown.
 */
export async function uniqueKeyHash(kysely: Kysely<Schema>, row: KeyColumns): Promise<string | null> {
  const tenant = await kysely
    .selectFrom('tenants')
    .select('settings')
    .where('id', '=', row.tenant_id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!tenant) return null;
  const { identityUniqueKeyType } = { ...TENANT_DEFAULTS, ...parseStored<Partial<Tenant>>(tenant.settings) };
  return uniqueKeyHashFor(identityUniqueKeyType, row);
}

/** {@link uniqueKeyHash} of a tenant that is at hand. */
export function uniqueKeyHashFor(keyType: Tenant['identityUniqueKeyType'], row: KeyColumns): string | null {
  if (keyType === 'USERNAME') return null;
  return keyType === 'EMAIL' ? row.email_hash : row.phone_hash;
}
