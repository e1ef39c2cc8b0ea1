import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { AuditLog, AuditQuery, AuditRecord } from '@tessera/core';
import type { AuditRecordRow, Schema } from '../database/schema.js';
import { parseStored } from './json-text.js';
import type { StoreContext } from './store-context.js';

type RecordQuery = SelectQueryBuilder<Schema, 'audit_records', object>;

const EXACT: readonly (readonly [keyof AuditRecordRow, keyof AuditQuery])[] = [
  ['operator_id', 'operator'],
  ['operation', 'operation'],
  ['resource', 'resource'],
  ['resource_id', 'resourceId'],
  ['outcome', 'outcome'],
];

/** The audit log in SQL. */
export class SqlAuditLog implements AuditLog {
  readonly #context: Pick<StoreContext, 'database'>;

  constructor(context: Pick<StoreContext, 'database'>) {
    this.#context = context;
  }

  async append(record: AuditRecord): Promise<void> {
    await this.#context.database.run((kysely) =>
      kysely
        .insertInto('audit_records')
        .values(toRow(record))
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
        .execute(),
    );
  }

  async query(
    tenantId: string,
    query: AuditQuery,
  ): Promise<{ readonly list: readonly AuditRecord[]; readonly totalCount: number }> {
    const { database } = this.#context;
    const rows = await database.lookUp([], (kysely) =>
      selectRecords(kysely, tenantId, query)
        .select('record')
        .orderBy('created_at', 'desc')
        .orderBy('ordinal', 'desc')
        .limit(query.limit)
        .offset(query.offset)
        .execute(),
    );
    const count = await database.lookUp(undefined, (kysely) =>
      selectRecords(kysely, tenantId, query)
        .select((select) => select.fn.countAll<number>().as('total'))
        .executeTakeFirst(),
    );
    return { list: rows.map((row) => parseStored<AuditRecord>(row.record)), totalCount: count?.total ?? 0 };
  }
}

function selectRecords(kysely: Kysely<Schema>, tenantId: string, filters: AuditQuery): RecordQuery {
  const { from, to } = filters;
  let query: RecordQuery = kysely.selectFrom('audit_records').where('tenant_id', '=', tenantId);
  if (from !== undefined) query = query.where('created_at', '>=', from);
  if (to !== undefined) query = query.where('created_at', '<', to);
  for (const [column, filter] of EXACT) {
    const value = filters[filter];
    if (typeof value === 'string') query = query.where(column, '=', value);
  }
  return query;
}

/** Columns serve the search; the record itself is kept whole. */
function toRow(record: AuditRecord): Omit<AuditRecordRow, 'ordinal'> {
  return {
    tenant_id: record.tenantId,
    id: record.id,
    created_at: record.createdAt,
    operator_id: record.operator.id,
    operation: record.operation,
    resource: record.resource,
    resource_id: record.resourceId ?? null,
    outcome: record.outcome,
    record: JSON.stringify(record),
  };
}
