import type { SecurityEvent } from '@tessera/core';

/** A security event as the query shows it (specification 6.2). */
export function eventDocument(event: SecurityEvent): Record<string, unknown> {
  const { user } = event;
  return {
    id: event.id,
    type: event.type,
    created_at: new Date(event.createdAt).toISOString(),
    tenant: event.tenant,
    ...(event.client ? { client: event.client } : {}),
    ...(user
      ? {
          user: {
            sub: user.sub,
            ...(user.preferredUsername === undefined ? {} : { preferred_username: user.preferredUsername }),
            ...(user.status === undefined ? {} : { status: user.status }),
          },
        }
      : {}),
    ...(event.transactionId === undefined ? {} : { transaction_id: event.transactionId }),
    ...(event.ipAddress === undefined ? {} : { ip_address: event.ipAddress }),
    ...(event.userAgent === undefined ? {} : { user_agent: event.userAgent }),
    detail: event.detail,
  };
}
