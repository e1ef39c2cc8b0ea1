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
