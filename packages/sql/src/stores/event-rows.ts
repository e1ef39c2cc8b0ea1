import type { SecurityEvent } from '@tessera/core';
import type { SecurityEventRow } from '../database/schema.js';

export type NewEventRow = Omit<SecurityEventRow, 'ordinal'>;

/** Columns serve the search; the event itself is kept whole. */
export function toEventRow(event: SecurityEvent): NewEventRow {
  const { detail } = event;
  return {
    tenant_id: event.tenant.id,
    id: event.id,
    type: event.type,
    created_at: event.createdAt,
    user_id: searchable(event.user?.sub),
    user_name_hash: searchable(event.userNameHash),
    client_id: searchable(event.client?.id),
    transaction_id: searchable(event.transactionId),
    ip_address: searchable(event.ipAddress),
    reason: searchable(detail.reason),
    destination_hash: searchable(detail.destination_hash),
    event: JSON.stringify(event),
  };
}

/** Neither database holds U+0000. Callers choose some of these texts, and must not be able to keep an event from being stored. */
function searchable(text: string | undefined): string | null {
  return text === undefined ? null : text.replaceAll('\0', '\uFFFD');
}

const COLUMNS = [
  'tenant_id',
  'id',
  'type',
  'created_at',
  'user_id',
  'user_name_hash',
  'client_id',
  'transaction_id',
  'ip_address',
  'reason',
  'destination_hash',
  'event',
] as const satisfies readonly (keyof NewEventRow)[];

/** The fields of a row for {@link INSERT_EVENTS}. */
export function toEventValues(row: NewEventRow): readonly (string | number | null)[] {
  return COLUMNS.map((column) => row[column]);
}

/** Stores any number of rows at once in SQLite: `?` is a JSON array of {@link toEventValues}. Its text is always the same. */
export const INSERT_EVENTS: string = `insert into "security_events" (${COLUMNS.map((column) => `"${column}"`).join(', ')}) select ${COLUMNS.map(
  (_, index) => `value->>${String(index)}`,
).join(', ')} from json_each(?) where true on conflict ("tenant_id", "id") do nothing`;
