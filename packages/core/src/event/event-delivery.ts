import type { EventLogConfig } from '../tenant/event-log-config.js';
import type { Tenant } from '../tenant/tenant.js';

/** Where an event goes, other than into the store alone. Travels with the event and is never stored in the durable store. */
export interface EventDelivery {
  readonly isStored: boolean;
  readonly log: EventLogConfig;
  /** The user's id at an external service, for the log. */
  readonly externalUserId?: string;
}

/** Whether anybody wants the events of this tenant: the store, the log, or both. */
export function wantsEvents(tenant: Pick<Tenant, 'eventPersistenceEnabled' | 'eventLog'>): boolean {
  return tenant.eventPersistenceEnabled || isLogged(tenant);
}

/** Where the events of this tenant happen and go; part of an `EventContext`. */
export function eventOrigin(tenant: Tenant): {
  readonly tenant: { readonly id: string; readonly name: string };
  readonly delivery?: EventDelivery;
} {
  const { id, name, eventLog, eventPersistenceEnabled: isStored } = tenant;
  return {
    tenant: { id, name },
    ...(eventLog && isLogged(tenant) ? { delivery: { isStored, log: eventLog } } : {}),
  };
}

function isLogged({ eventLog }: Pick<Tenant, 'eventLog'>): boolean {
  return eventLog !== undefined && eventLog.format !== 'disabled';
}
