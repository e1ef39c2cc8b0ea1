import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { SecurityEventQuery } from '@tessera/core';
import type { Schema, SecurityEventRow } from '../database/schema.js';

type EventQuery = SelectQueryBuilder<Schema, 'security_events', object>;

const EXACT: readonly (readonly [keyof SecurityEventRow, keyof SecurityEventQuery])[] = [
  ['user_id', 'userId'],
  ['user_name_hash', 'userNameHash'],
  ['client_id', 'clientId'],
  ['transaction_id', 'transactionId'],
  ['ip_address', 'ipAddress'],
  ['reason', 'reason'],
  ['destination_hash', 'destinationHash'],
];

/** The events of one tenant that every given filter lets through. */
export function selectEvents(kysely: Kysely<Schema>, tenantId: string, filters: SecurityEventQuery): EventQuery {
  const { types, from, to } = filters;
  let query: EventQuery = kysely.selectFrom('security_events').where('tenant_id', '=', tenantId);
  if (types !== undefined) query = query.where('type', 'in', [...types]);
  if (from !== undefined) query = query.where('created_at', '>=', from);
  if (to !== undefined) query = query.where('created_at', '<', to);
  for (const [column, filter] of EXACT) {
    const value = filters[filter];
    if (typeof value === 'string') query = query.where(column, '=', value);
    else if (Array.isArray(value)) query = query.where(column, 'in', value as readonly string[]);
  }
  return query;
}
