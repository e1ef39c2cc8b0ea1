import type { Kysely } from 'kysely';
import { required, type AnyDatabase } from './columns.js';

interface Tables {
  tenants: { id: string; settings: string };
  users: {
    tenant_id: string;
    sub: string;
    email_hash: string | null;
    phone_hash: string | null;
    email_verified: number;
    phone_verified: number;
    created_at: number;
    unique_key_hash: string | null;
  };
}

const KEYS = { EMAIL: ['email_hash', 'email_verified'], PHONE: ['phone_hash', 'phone_verified'] } as const;

/** Versions of organizations, removal of tenants in steps, and the unique key of users kept by the database. */
export async function extendLifecycle(db: AnyDatabase): Promise<void> {
  await db.schema
    .alterTable('organizations')
    .addColumn('version', 'integer', (column) => required(column).defaultTo(1))
    .execute();
  await db.schema.alterTable('tenants').addColumn('removed_at', 'bigint').execute();
  await db.schema.alterTable('tenants').addColumn('emptied_at', 'bigint').execute();
  await db.schema.alterTable('users').addColumn('unique_key_hash', 'text').execute();
  await fillUniqueKeys(db);
  await db.schema
    .createIndex('users_unique_key')
    .unique()
    .on('users')
    .columns(['tenant_id', 'unique_key_hash'])
    .where('unique_key_hash', 'is not', null)
    .execute();
}

/** Of users who share a key already, the one that look-ups put first gets it; the others keep working, and cannot be written with it again. */
async function fillUniqueKeys(db: Kysely<Tables>): Promise<void> {
  for (const { id, settings } of await db.selectFrom('tenants').select(['id', 'settings']).execute()) {
    const { identityUniqueKeyType = 'EMAIL' } = JSON.parse(settings) as { readonly identityUniqueKeyType?: string };
    const key = identityUniqueKeyType === 'USERNAME' ? undefined : KEYS[identityUniqueKeyType as keyof typeof KEYS];
    if (key === undefined) continue;
    const [hash, verified] = key;
    await db
      .updateTable('users')
      .set((row) => ({ unique_key_hash: row.ref(hash) }))
      .where('tenant_id', '=', id)
      .where(hash, 'is not', null)
      .where('sub', '=', (row) =>
        row
          .selectFrom('users as other')
          .select('other.sub')
          .whereRef('other.tenant_id', '=', 'users.tenant_id')
          .whereRef(`other.${hash}`, '=', `users.${hash}`)
          .orderBy(`other.${verified}`, 'desc')
          .orderBy('other.created_at')
          .orderBy('other.sub')
          .limit(1),
      )
      .execute();
  }
}
