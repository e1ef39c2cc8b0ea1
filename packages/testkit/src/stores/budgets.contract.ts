import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { BudgetRefusal, Budgets, BudgetTake } from '@tessera/core';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel, type StoreHarness } from './harness.js';

export interface BudgetsHarness extends StoreHarness {
  readonly budgets: Budgets;
}

const fixed = (key: string, limit: number): BudgetTake => ({ key, limit, windowSeconds: 60, window: 'fixed' });
const extending = (key: string, limit: number): BudgetTake => ({ key, limit, windowSeconds: 60, window: 'extending' });

/** What every {@link Budgets} must do. `make` gives an empty store of its own. */
export function budgetsContract(api: TestApi, make: () => Promise<BudgetsHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('Budgets', () => {
    let harness: BudgetsHarness;
    let budgets: Budgets;
    let tenantId: string;
    let otherTenantId: string;
    let now: number;

    beforeEach(async () => {
      harness = await make();
      ({ budgets } = harness);
      tenantId = randomUUID();
      otherTenantId = randomUUID();
      await harness.addTenant?.(tenantId);
      await harness.addTenant?.(otherTenantId);
      now = Date.now();
    });
    afterEach(async () => harness.dispose?.());

    const take = async (...takes: BudgetTake[]): Promise<BudgetRefusal | undefined> =>
      budgets.apply(tenantId, { take: takes }, now);
    const units = async (...keys: string[]): Promise<readonly number[]> => budgets.read(tenantId, keys, now);

    it('takes up to the limit and refuses from then on', async () => {
      for (let unit = 1; unit <= 3; unit += 1) {
        assert.equal(await take(fixed('a', 3)), undefined);
        assert.deepEqual(await units('a'), [unit]);
      }
      assert.deepEqual(await take(fixed('a', 3)), { key: 'a', retryAt: now + 60_000 });
      assert.deepEqual(await units('a'), [3]);
    });

    it('reads absent counters as 0 and answers in the order asked', async () => {
      await take(fixed('b', 9), fixed('a', 9));
      await take(fixed('b', 9));
      assert.deepEqual(await units('a', 'absent', 'b'), [1, 0, 2]);
      assert.deepEqual(await units(), []);
    });

    it('takes from all counters or from none, and names the first that is used up', async () => {
      await take(fixed('second', 1), fixed('third', 1));
      const refusal = await take(fixed('first', 5), fixed('second', 1), fixed('third', 1));
      assert.equal(refusal?.key, 'second');
      assert.deepEqual(await units('first', 'second', 'third'), [0, 1, 1]);
    });

    it('changes nothing at all when it refuses, what was to be given back or reset included', async () => {
      await take(fixed('full', 1), fixed('given', 5), fixed('cleared', 5));
      const refusal = await budgets.apply(
        tenantId,
        { giveBack: ['given'], reset: ['cleared'], take: [fixed('full', 1)] },
        now,
      );
      assert.equal(refusal?.key, 'full');
      assert.deepEqual(await units('full', 'given', 'cleared'), [1, 1, 1]);
    });

    it('takes before it gives back and resets', async () => {
      await take(fixed('given', 2), fixed('cleared', 2));
      const operations = { giveBack: ['given'], reset: ['cleared'], take: [fixed('given', 2), fixed('cleared', 2)] };
      assert.equal(await budgets.apply(tenantId, operations, now), undefined);
      assert.deepEqual(await units('given', 'cleared'), [1, 0]);
      await take(fixed('given', 2));
      assert.equal((await budgets.apply(tenantId, operations, now))?.key, 'given');
      assert.deepEqual(await units('given', 'cleared'), [2, 0]);
    });

    it('only asks with 0 units: it refuses like a take and changes nothing', async () => {
      const ask = (key: string): BudgetTake => ({ ...extending(key, 1), units: 0 });
      assert.equal(await take(ask('a')), undefined);
      assert.equal(await take(ask('a')), undefined);
      assert.deepEqual(await units('a'), [0]);
      await take(extending('a', 1));
      const end = now + 60_000;
      now += 30_000;
      assert.deepEqual(await take(fixed('b', 5), ask('a')), { key: 'a', retryAt: end });
      assert.deepEqual(await units('a', 'b'), [1, 0]);
      now = end - 1;
      assert.deepEqual(await take(ask('a')), { key: 'a', retryAt: end });
      now = end;
      assert.equal(await take(ask('a')), undefined);
    });

    it('does not extend a window by asking', async () => {
      await take(extending('a', 2));
      const end = now + 60_000;
      now += 30_000;
      assert.equal(await take({ ...extending('a', 2), units: 0 }), undefined);
      now = end - 1;
      assert.deepEqual(await units('a'), [1]);
      now = end;
      assert.deepEqual(await units('a'), [0]);
    });

    it('never gives back below zero and leaves absent counters alone', async () => {
      await take(fixed('a', 2));
      await budgets.apply(tenantId, { giveBack: ['a'] }, now);
      await budgets.apply(tenantId, { giveBack: ['a', 'absent'] }, now);
      assert.deepEqual(await units('a', 'absent'), [0, 0]);
      assert.equal(await take(fixed('a', 2)), undefined);
      assert.equal(await take(fixed('a', 2)), undefined);
      assert.equal((await take(fixed('a', 2)))?.key, 'a');
      assert.equal(await take(fixed('absent', 1)), undefined);
      assert.equal((await take(fixed('absent', 1)))?.key, 'absent');
    });

    it('forgets a counter on reset, its window included', async () => {
      await take(fixed('a', 1));
      now += 30_000;
      await budgets.apply(tenantId, { reset: ['a', 'absent'] }, now);
      assert.deepEqual(await units('a'), [0]);
      assert.equal(await take(fixed('a', 1)), undefined);
      assert.deepEqual(await take(fixed('a', 1)), { key: 'a', retryAt: now + 60_000 });
    });

    it('ends a fixed window that many milliseconds after the first unit, whatever was taken since', async () => {
      const end = now + 60_000;
      await take(fixed('a', 2));
      now += 59_000;
      await take(fixed('a', 2));
      now = end - 1;
      assert.deepEqual(await take(fixed('a', 2)), { key: 'a', retryAt: end });
      assert.deepEqual(await units('a'), [2]);
      now = end;
      assert.deepEqual(await units('a'), [0]);
      assert.equal(await take(fixed('a', 2)), undefined);
      assert.deepEqual(await units('a'), [1]);
    });

    it('moves the end of an extending window with every unit taken', async () => {
      await take(extending('a', 2));
      now += 59_000;
      await take(extending('a', 2));
      const end = now + 60_000;
      now = end - 1;
      assert.deepEqual(await units('a'), [2]);
      assert.deepEqual(await take(extending('a', 2)), { key: 'a', retryAt: end });
      now = end;
      assert.deepEqual(await units('a'), [0]);
      assert.equal(await take(extending('a', 2)), undefined);
    });

    it('does not move the end of a window by a refusal or by giving back', async () => {
      const end = now + 60_000;
      await take(extending('a', 2));
      await take(extending('a', 2));
      now += 30_000;
      assert.deepEqual(await take(extending('a', 2)), { key: 'a', retryAt: end });
      await budgets.apply(tenantId, { giveBack: ['a'] }, now);
      now = end - 1;
      assert.deepEqual(await units('a'), [1]);
      now = end;
      assert.deepEqual(await units('a'), [0]);
    });

    it('keeps tenants apart', async () => {
      await take(fixed('a', 1));
      assert.deepEqual(await budgets.read(otherTenantId, ['a'], now), [0]);
      assert.equal(await budgets.apply(otherTenantId, { take: [fixed('a', 1)] }, now), undefined);
      await budgets.apply(otherTenantId, { reset: ['a'] }, now);
      assert.deepEqual(await units('a'), [1]);
    });

    it('lets 50 parallel callers take no more than the limit', async () => {
      const answers = await inParallel(50, async () => take(fixed('a', 5)));
      assert.equal(countOf(answers, undefined), 5);
      assert.deepEqual(await units('a'), [5]);
    });

    it('takes all or none under contention too', async () => {
      const answers = await inParallel(30, async (index) =>
        index % 2 === 0 ? take(fixed('wide', 100), fixed('narrow', 4)) : take(fixed('narrow', 4), fixed('wide', 100)),
      );
      assert.equal(countOf(answers, undefined), 4);
      assert.deepEqual(await units('wide', 'narrow'), [4, 4]);
    });
  });
}
