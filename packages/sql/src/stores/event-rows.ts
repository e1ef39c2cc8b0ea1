import type { SecurityEvent } from '@tessera/core';
import type { SecurityEventRow } from '../database/schema.js';

export type NewEventRow = Omit<SecurityEventRow, 'ordinal'>;

/** The columns that serve the search, and where an event has what is in them. */
const SEARCHED = {
  tenant_id: 'tenant.id',
  id: 'id',
  type: 'type',
  created_at: 'createdAt',
  user_id: 'user.sub',
  user_name_hash: 'userNameHash',
  client_id: 'client.id',
  transaction_id: 'transactionId',
  ip_address: 'ipAddress',
  reason: 'detail.reason',
  destination_hash: 'detail.destination_hash',
} as const satisfies Record<Exclude<keyof NewEventRow, 'event'>, string>;

/** The event itself is kept whole. */
export function toEventRow(event: SecurityEvent): NewEventRow {
  const columns = Object.entries(SEARCHED).map(([column, place]) => [column, searchable(memberAt(event, place))]);
  return { ...(Object.fromEntries(columns) as Omit<NewEventRow, 'event'>), event: JSON.stringify(event) };
}

function memberAt(event: SecurityEvent, place: string): unknown {
  return place
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], event);
}

/** Neither database holds U+0000. Callers choose some of these texts, and must not be able to keep an event from being stored. */
function searchable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : (value ?? null);
}

const COLUMNS = Object.keys(SEARCHED).join(', ');
const MEMBERS = Object.values(SEARCHED)
  .map((place) => `searchable ->> '$.${place}'`)
  .join(', ');

/**
 * SQLite: makes the rows of {@link toEventRow} from the JSON arrays in the journal, on the driver's thread. `\u0000` is replaced where it is
 * still an escape.
 */
export const INSERT_JOURNALED: string = `insert into main.security_events (${COLUMNS}, event)
select ${MEMBERS}, event from (
  select event.value as event, replace(event.value, '\\u0000', '\\ufffd') as searchable
  from journal.event_journal as journaled, json_each(journaled.events) as event
  where journaled.ordinal > ? and journaled.ordinal <= ?
  order by journaled.ordinal, event.key)
where true on conflict (tenant_id, id) do nothing`;
