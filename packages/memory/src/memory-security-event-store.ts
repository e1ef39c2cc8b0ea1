import type { Instant, SecurityEvent, SecurityEventQuery, SecurityEventStore } from '@tessera/core';

/** Security events of one process. Keeps every event until the process ends: for development and tests, not for production. */
export class MemorySecurityEventStore implements SecurityEventStore {
  private readonly tenants = new Map<string, Map<string, SecurityEvent>>();

  async append(events: readonly SecurityEvent[]): Promise<void> {
    for (const event of events) {
      let known = this.tenants.get(event.tenant.id);
      if (!known) this.tenants.set(event.tenant.id, (known = new Map<string, SecurityEvent>()));
      if (!known.has(event.id)) known.set(event.id, event);
    }
  }

  async find(tenantId: string, id: string): Promise<SecurityEvent | undefined> {
    return this.tenants.get(tenantId)?.get(id);
  }

  async query(
    tenantId: string,
    query: SecurityEventQuery,
  ): Promise<{ readonly list: readonly SecurityEvent[]; readonly totalCount: number }> {
    const matching = [...(this.tenants.get(tenantId)?.values() ?? [])].filter((event) => matches(event, query));
    // Reversed before the stable sort: of one millisecond, what came last is first.
    const sorted = matching.reverse().sort((left, right) => right.createdAt - left.createdAt);
    return { list: sorted.slice(query.offset, query.offset + query.limit), totalCount: sorted.length };
  }
}

function matches(event: SecurityEvent, query: SecurityEventQuery): boolean {
  return (
    (query.types === undefined || query.types.includes(event.type)) &&
    isWithin(event.createdAt, query.from, query.to) &&
    fits(query.userId, event.user?.sub) &&
    fits(query.userNameHash, event.userNameHash) &&
    fits(query.clientId, event.client?.id) &&
    fits(query.transactionId, event.transactionId) &&
    fits(query.ipAddress, event.ipAddress) &&
    fits(query.reason, event.detail.reason) &&
    fits(query.destinationHash, event.detail.destination_hash)
  );
}

function fits(wanted: string | readonly string[] | undefined, actual: string | undefined): boolean {
  if (wanted === undefined || wanted === actual) return true;
  return typeof wanted !== 'string' && actual !== undefined && wanted.includes(actual);
}

function isWithin(instant: Instant, from: Instant = -Infinity, to: Instant = Infinity): boolean {
  return from <= instant && instant < to;
}
