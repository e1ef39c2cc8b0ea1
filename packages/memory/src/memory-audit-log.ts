import type { AuditLog, AuditQuery, AuditRecord } from '@tessera/core';

/** The audit log of one process. Keeps every record until the process ends: for development and tests, not for production. */
export class MemoryAuditLog implements AuditLog {
  private readonly tenants = new Map<string, Map<string, AuditRecord>>();

  async append(record: AuditRecord): Promise<void> {
    const known = this.tenants.get(record.tenantId) ?? new Map<string, AuditRecord>();
    this.tenants.set(record.tenantId, known);
    if (!known.has(record.id)) known.set(record.id, record);
  }

  async query(
    tenantId: string,
    query: AuditQuery,
  ): Promise<{ readonly list: readonly AuditRecord[]; readonly totalCount: number }> {
    const matching = [...(this.tenants.get(tenantId)?.values() ?? [])].filter((record) => matches(record, query));
    // Reversed before the stable sort: of one millisecond, what came last is first.
    const sorted = matching.reverse().sort((left, right) => right.createdAt - left.createdAt);
    return { list: sorted.slice(query.offset, query.offset + query.limit), totalCount: sorted.length };
  }
}

function matches(record: AuditRecord, query: AuditQuery): boolean {
  const { from = -Infinity, to = Infinity } = query;
  return (
    from <= record.createdAt &&
    record.createdAt < to &&
    fits(query.operator, record.operator.id) &&
    fits(query.resource, record.resource) &&
    fits(query.resourceId, record.resourceId) &&
    fits(query.operation, record.operation) &&
    fits(query.outcome, record.outcome)
  );
}

function fits(wanted: string | undefined, actual: string | undefined): boolean {
  return wanted === undefined || wanted === actual;
}
