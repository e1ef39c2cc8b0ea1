import type { JsonObject, JsonValue } from '../json/json.js';
import type { SecurityEventLogLine } from '../ports/security-event-log.js';
import type { EventDelivery } from './event-delivery.js';
import type { SecurityEvent } from './security-event.js';

const SHOWN_OF_TRANSACTION = 8;

/** What the tenant's log shows of an event. Everything is masked as in the stored event (specification 6.2). */
export function eventLogLine(event: SecurityEvent, { log, externalUserId }: EventDelivery): SecurityEventLogLine {
  const { user } = event;
  const fields = {
    event_id: event.id,
    event_type: event.type,
    tenant_id: event.tenant.id,
    ...given('stage', log.stage),
    ...given('service_name', log.serviceName),
    ...(log.includeUserId ? given('user_id', user?.sub) : {}),
    ...(log.includeUserName ? given('user_name', user?.preferredUsername) : {}),
    ...(log.includeExternalUserId ? given('user_ex_sub', externalUserId) : {}),
    ...(log.includeUserDetail ? given('user_status', user?.status) : {}),
    ...(log.includeClientId ? given('client_id', event.client?.id) : {}),
    ...given('transaction_id', shortened(event.transactionId)),
    ...(log.includeIpAddress ? given('ip_address', event.ipAddress) : {}),
    ...(log.includeUserAgent ? given('user_agent', event.userAgent) : {}),
  };
  const detail = log.includeDetail ? scrubbed(event.detail, log.detailScrubKeys) : {};
  if (log.format === 'simple') return { message: textOf({ ...fields, ...detail, ...log.customTags }), fields: {} };
  return {
    message: 'security event',
    fields: {
      ...fields,
      ...(log.includeDetail ? { detail } : {}),
      ...(Object.keys(log.customTags).length === 0 ? {} : { tags: log.customTags }),
    },
  };
}

/** Whoever knows the id of a transaction may act in it from a plain HTTP client; this much is enough to find its events. */
function shortened(transactionId: string | undefined): string | undefined {
  return transactionId === undefined ? undefined : `${transactionId.slice(0, SHOWN_OF_TRANSACTION)}…`;
}

function scrubbed(detail: SecurityEvent['detail'], keys: readonly string[]): JsonObject {
  const kept = Object.entries(detail).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined && !keys.includes(entry[0]),
  );
  return Object.fromEntries(kept);
}

/** `security event name=value …`; quotes keep what callers choose from looking like a value of its own. */
function textOf(values: JsonObject): string {
  const parts = Object.entries(values).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}=${/^[\w@.:*+…/-]+$/.test(text) ? text : JSON.stringify(text)}`;
  });
  return ['security event', ...parts].join(' ');
}

function given(name: string, value: string | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}
