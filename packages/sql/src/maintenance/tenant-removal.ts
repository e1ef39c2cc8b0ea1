import type { Clock, Instant } from '@tessera/core';
import type { Database } from '../database/database.js';
import { emptyTenant } from '../stores/tenant-removal.js';

/** What was under way when a tenant was removed has ended by then, whatever it has still written. */
const SETTLED_AFTER_MILLISECONDS = 3_600_000;

/** Removes what is left of removed tenants: the rest of very large ones, and what requests under way have written. Any number of nodes may run it. */
export class TenantRemoval {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Goes on where an earlier run was cut short. Returns how many rows went.
   * @throws TesseraError `ERR_STORE_UNAVAILABLE`
   */
  async purge(_now: Instant): Promise<number> {
    const rows = await this.#database.run((kysely) =>
      kysely
        .selectFrom('tenants')
        .select('id')
        .where('removed_at', 'is not', null)
        .where((where) =>
          where.or([
            where('emptied_at', 'is', null),
            where('emptied_at', '<', where('removed_at', '+', SETTLED_AFTER_MILLISECONDS)),
          ]),
        )
        .execute(),
    );
    let count = 0;
    for (const { id } of rows) count += await emptyTenant({ database: this.#database, clock: this.#clock }, id);
    return count;
  }
}
