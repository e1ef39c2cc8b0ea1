import {
  TesseraError,
  type BudgetOperations,
  type BudgetRefusal,
  type Budgets,
  type BudgetTake,
  type Instant,
} from '@tessera/core';
import { budgetArguments, GRACE_MILLISECONDS } from './budget-arguments.js';
import { APPLY_BUDGETS } from './lua/scripts.js';
import type { RedisConnection } from './redis-connection.js';
import { RedisKeys } from './redis-keys.js';

/** Counters in Redis. Each call is one script, and so atomic on all nodes. */
export class RedisBudgets implements Budgets {
  private readonly redis: RedisConnection;
  private readonly keys: RedisKeys;

  /** @param dependencies `keyPrefix` must be the transaction store's, for both count in the same counters; default `tessera` */
  constructor(dependencies: { readonly redis: RedisConnection; readonly keyPrefix?: string }) {
    this.redis = dependencies.redis;
    this.keys = new RedisKeys(dependencies.keyPrefix);
  }

  async apply(tenantId: string, operations: BudgetOperations, now: Instant): Promise<BudgetRefusal | undefined> {
    const { counters, args } = budgetArguments(operations, now);
    if (counters.length === 0) return undefined;
    const keys = counters.map((key) => this.keys.budget(tenantId, key));
    const reply = (await this.redis.script(APPLY_BUDGETS, keys, [now, GRACE_MILLISECONDS, ...args])) as unknown[];
    return reply.length === 0 ? undefined : readRefusal(operations.take, reply);
  }

  async read(tenantId: string, keys: readonly string[], now: Instant): Promise<readonly number[]> {
    if (keys.length === 0) return [];
    const values = await this.redis.command(async (client) =>
      client.mget(keys.map((key) => this.keys.budget(tenantId, key))),
    );
    return values.map((value) => unitsAt(value, now));
  }
}

/** What a script says of a refused take: its number and the end of its counter. */
export function readRefusal(takes: readonly BudgetTake[] | undefined, reply: readonly unknown[]): BudgetRefusal {
  const [index, retryAt] = reply.map(Number);
  const take = takes?.[index ?? -1];
  if (!take || retryAt === undefined)
    throw new TesseraError('ERR_INVARIANT', 'Redis refused a take that was not asked for');
  return { key: take.key, retryAt };
}

function unitsAt(value: string | null, now: Instant): number {
  const [used, endsAt] = (value ?? '0 0').split(' ').map(Number);
  return used !== undefined && endsAt !== undefined && now < endsAt ? used : 0;
}
