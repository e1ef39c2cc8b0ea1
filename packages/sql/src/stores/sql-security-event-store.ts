import type { Instant, SecurityEvent, SecurityEventQuery, SecurityEventStore } from '@tessera/core';
import { deleteInSlices } from './delete-in-slices.js';
import { selectEvents } from './event-filters.js';
import { toEventRow } from './event-rows.js';
import { GroupCommit } from './group-commit.js';
import { parseStored } from './json-text.js';
import type { StoreContext } from './store-context.js';

/** Rows of one statement: 12 parameters each, far below the limits of both databases (32,766 and 65,535). */
const MOST_ROWS = 500;

/** Security events in SQL. Events appended at the same time share one commit. */
export class SqlSecurityEventStore implements SecurityEventStore {
  readonly #context: Pick<StoreContext, 'database'>;
  readonly #commits: GroupCommit<SecurityEvent>;

  constructor(context: Pick<StoreContext, 'database'>) {
    this.#context = context;
    this.#commits = new GroupCommit((events) => this.#write(events), MOST_ROWS);
  }

  async append(events: readonly SecurityEvent[]): Promise<void> {
    await this.#commits.add(events);
  }

  async find(tenantId: string, id: string): Promise<SecurityEvent | undefined> {
    await this.#context.database.settleEvents();
    const row = await this.#context.database.lookUp(undefined, (kysely) =>
      kysely
        .selectFrom('security_events')
        .select('event')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
    return row && parseStored<SecurityEvent>(row.event);
  }

  async query(
    tenantId: string,
    query: SecurityEventQuery,
  ): Promise<{ readonly list: readonly SecurityEvent[]; readonly totalCount: number }> {
    const { database } = this.#context;
    if (query.types?.length === 0) return { list: [], totalCount: 0 };
    await database.settleEvents();
    const rows = await database.lookUp([], (kysely) =>
      selectEvents(kysely, tenantId, query)
        .select('event')
        .orderBy('created_at', 'desc')
        .orderBy('ordinal', 'desc')
        .limit(query.limit)
        .offset(query.offset)
        .execute(),
    );
    const count = await database.lookUp(undefined, (kysely) =>
      selectEvents(kysely, tenantId, query)
        .select((select) => select.fn.countAll<number>().as('total'))
        .executeTakeFirst(),
    );
    return { list: rows.map((row) => parseStored<SecurityEvent>(row.event)), totalCount: count?.total ?? 0 };
  }

  /** Deletes what a tenant's events before this instant (exclusive) left, in slices. Returns how many. */
  async purgeEvents(tenantId: string, before: Instant): Promise<number> {
    const { database } = this.#context;
    await database.settleEvents();
    return deleteInSlices((slice) =>
      database.run((kysely) =>
        kysely
          .deleteFrom('security_events')
          .where('tenant_id', '=', tenantId)
          .where('ordinal', 'in', (select) =>
            select
              .selectFrom('security_events')
              .select('ordinal')
              .where('tenant_id', '=', tenantId)
              .where('created_at', '<', before)
              .limit(slice),
          )
          .executeTakeFirst(),
      ),
    );
  }

  async #write(events: readonly SecurityEvent[]): Promise<void> {
    if (await this.#context.database.journalEvents(events)) return;
    const rows = events.map(toEventRow);
    await this.#context.database.transact(async (transaction) => {
      for (let start = 0; start < rows.length; start += MOST_ROWS) {
        await transaction
          .insertInto('security_events')
          .values(rows.slice(start, start + MOST_ROWS))
          .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doNothing())
          .execute();
      }
    });
  }
}
