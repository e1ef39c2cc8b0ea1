import type { Instant } from '@tessera/core';
import type { Database } from '../database/database.js';
import { toTenant } from '../stores/directory-rows.js';
import type { SqlSecurityEventStore } from '../stores/sql-security-event-store.js';

const DAY_MILLISECONDS = 86_400_000;

/** Deletes events that are older than their tenant keeps them (`retention_days`). Any number of nodes may run it. */
export class EventRetention {
  readonly #database: Database;
  readonly #events: Pick<SqlSecurityEventStore, 'purgeEvents'>;

  constructor(database: Database, events: Pick<SqlSecurityEventStore, 'purgeEvents'>) {
    this.#database = database;
    this.#events = events;
  }

  /**
   * Of all tenants, the disabled ones included. Returns how many events went.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async purge(now: Instant): Promise<number> {
    const rows = await this.#database.run((kysely) => kysely.selectFrom('tenants').selectAll().execute());
    let count = 0;
    for (const { id, eventRetentionDays } of rows.map(toTenant)) {
      if (eventRetentionDays > 0)
        count += await this.#events.purgeEvents(id, now - eventRetentionDays * DAY_MILLISECONDS);
    }
    return count;
  }
}
