import type { SelectQueryBuilder } from 'kysely';
import type { User, UserQuery } from '@tessera/core';
import type { Schema } from '../database/schema.js';
import type { StoreContext } from './store-context.js';
import { toUser, type UserIndex } from './user-rows.js';

/** One page of the users that match, oldest first, and how many there are. */
export async function listUsers(
  { database, secretBox }: StoreContext,
  index: UserIndex,
  tenantId: string,
  query: UserQuery,
): Promise<{ readonly list: readonly User[]; readonly totalCount: number }> {
  const { email, phoneNumber, preferredUsername, status, limit, offset } = query;
  const filters = [
    ['email_hash', email === undefined ? undefined : index.email(tenantId, email)],
    ['phone_hash', phoneNumber === undefined ? undefined : index.phoneNumber(tenantId, phoneNumber)],
    ['username_hash', preferredUsername === undefined ? undefined : index.username(tenantId, preferredUsername)],
    ['status', status],
  ] as const;
  const matching = <Selected>(select: SelectQueryBuilder<Schema, 'users', Selected>): typeof select =>
    filters.reduce(
      (narrowed, [column, value]) => (value === undefined ? narrowed : narrowed.where(column, '=', value)),
      select.where('tenant_id', '=', tenantId),
    );
  return database.lookUp({ list: [], totalCount: 0 }, async (kysely) => {
    const counted = await matching(
      kysely.selectFrom('users').select((row) => row.fn.countAll().as('count')),
    ).executeTakeFirst();
    const rows = await matching(kysely.selectFrom('users').selectAll())
      .orderBy('created_at')
      .orderBy('sub')
      .limit(limit)
      .offset(offset)
      .execute();
    return { list: rows.map((row) => toUser(row, secretBox)), totalCount: Number(counted?.count ?? 0) };
  });
}
