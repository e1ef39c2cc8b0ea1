import type { SecurityEventLog } from '../ports/security-event-log.js';
import type { SecurityEventQuery, SecurityEventStore } from '../ports/security-event-store.js';
import { eventLogLine } from './event-log-line.js';
import type { SecurityEvent } from './security-event.js';

/**
 * Writes the events of tenants that ask for it to the log as well, once they are stored; and keeps those out of the store whose tenant has
 * them logged only. Goes around the store that everybody appends to, the stores of transactions included. Like the delivery of events, the
 * log is at least once: a line with a known `event_id` is the same event again.
 */
export class LoggedSecurityEvents implements SecurityEventStore {
  readonly #store: SecurityEventStore;
  readonly #log: SecurityEventLog;

  constructor(store: SecurityEventStore, log: SecurityEventLog) {
    this.#store = store;
    this.#log = log;
  }

  async append(events: readonly SecurityEvent[]): Promise<void> {
    if (events.every(({ delivery }) => delivery === undefined)) return this.#store.append(events);
    const stored = events.filter(({ delivery }) => delivery?.isStored !== false).map(withoutDelivery);
    if (stored.length > 0) await this.#store.append(stored);
    for (const event of events) if (event.delivery) this.#log.write(eventLogLine(event, event.delivery));
  }

  find(tenantId: string, id: string): Promise<SecurityEvent | undefined> {
    return this.#store.find(tenantId, id);
  }

  query(tenantId: string, query: SecurityEventQuery): ReturnType<SecurityEventStore['query']> {
    return this.#store.query(tenantId, query);
  }
}

function withoutDelivery({ delivery: _delivery, ...event }: SecurityEvent): SecurityEvent {
  return event;
}
