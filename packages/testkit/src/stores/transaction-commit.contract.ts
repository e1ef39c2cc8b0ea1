import assert from 'node:assert/strict';
import type { BudgetRefusal, BudgetTake, SecurityEvent } from '@tessera/core';
import { aSecurityEvent, aTransaction } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { withCode } from './harness.js';
import { eventCount, stored, transactionScene, type TransactionStoreHarness } from './transaction-store.harness.js';

const take = (key: string, limit: number): BudgetTake => ({ key, limit, windowSeconds: 60, window: 'fixed' });

/** State, budgets and events: together or not at all. */
export function transactionCommitContract(api: TestApi, make: () => Promise<TransactionStoreHarness>): void {
  const { describe, it } = api;

  describe('commit', () => {
    const scene = transactionScene(api, make);
    const anEvent = (): SecurityEvent => aSecurityEvent({ tenant: { id: scene().tenantId, name: 'Example' } });
    const read = async (...keys: string[]): Promise<readonly number[]> =>
      scene().budgets.read(scene().tenantId, keys, scene().now);

    it('stores the events of a creation', async () => {
      const { store, events, tenantId, now, settle } = scene();
      const event = anEvent();
      await store.create(aTransaction({ tenantId, createdAt: now }), [event]);
      await settle?.();
      assert.deepEqual(await events.find(tenantId, event.id), event);
    });

    it('stores state, budgets and events of an update together', async () => {
      const { store, events, created, tenantId, now, settle } = scene();
      const event = anEvent();
      await store.update(created, now, (current) => ({
        next: current && { ...current, guessesSpent: 1 },
        result: undefined,
        events: [event],
        budgets: { take: [take('a', 2), take('b', 2)] },
      }));
      await settle?.();
      assert.equal((await stored(scene())).guessesSpent, 1);
      assert.deepEqual(await read('a', 'b'), [1, 1]);
      assert.deepEqual(await events.find(tenantId, event.id), event);
    });

    it('counts and records also when the state stays the same', async () => {
      const { store, created, now } = scene();
      const before = await stored(scene());
      await store.update(created, now, (current) => ({
        next: current,
        result: 0,
        events: [anEvent()],
        budgets: { take: [take('a', 2)] },
      }));
      assert.deepEqual(await stored(scene()), before);
      assert.deepEqual(await read('a'), [1]);
      assert.equal(await eventCount(scene()), 1);
    });

    it('counts and records also when there is no such transaction', async () => {
      const { store, tenantId, now } = scene();
      const absent = aTransaction({ tenantId, createdAt: now });
      await store.update(absent, now, () => ({
        next: undefined,
        result: 0,
        events: [anEvent()],
        budgets: { take: [take('a', 2)] },
      }));
      assert.deepEqual(await read('a'), [1]);
      assert.equal(await eventCount(scene()), 1);
    });

    it('tells the counters that are watched as the commit leaves them, once, also when nothing else changes', async () => {
      const { store, budgets, created, tenantId, now } = scene();
      await budgets.apply(tenantId, { take: [take('a', 5), take('b', 5), take('c', 5)] }, now);
      const heard: (readonly number[])[] = [];
      const watch = { keys: ['b', 'a', 'c', 'never'], hear: (units: readonly number[]) => void heard.push(units) };
      const result = await store.update(created, now, (current) => ({
        next: current && { ...current, guessesSpent: 1 },
        result: 'done',
        budgets: { take: [take('a', 5)], giveBack: ['c'] },
        watch,
      }));
      assert.equal(result, 'done');
      await store.update(created, now, (current) => ({ next: current, result: 0, watch }));
      assert.deepEqual(heard, [
        [1, 2, 0, 0],
        [1, 2, 0, 0],
      ]);
      assert.deepEqual(await read('a', 'b', 'c'), [2, 1, 0]);
    });

    it('does not take a counter that is only watched for a live one after its end', async () => {
      const { store, budgets, created, tenantId, now } = scene();
      await budgets.apply(tenantId, { take: [take('a', 5)] }, now - 60_000);
      let heard: readonly number[] = [];
      const hear = (units: readonly number[]): void => void (heard = units);
      await store.update(created, now, (current) => ({ next: current, result: 0, watch: { keys: ['a'], hear } }));
      assert.deepEqual(heard, [0]);
    });

    it('tells nothing of the watched counters when a take is refused, until the second decision is committed', async () => {
      const { store, created, now } = scene();
      const heard: (readonly number[])[] = [];
      const watch = { keys: ['a', 'b'], hear: (units: readonly number[]) => void heard.push(units) };
      await store.update(created, now, (current, refusal) => ({
        next: current,
        result: 0,
        ...(refusal ? {} : { budgets: { take: [take('a', 5), take('b', 0)] } }),
        watch,
      }));
      assert.deepEqual(heard, [[0, 0]]);
    });

    it('gives back and resets', async () => {
      const { store, budgets, created, tenantId, now } = scene();
      await budgets.apply(tenantId, { take: [take('a', 5), take('b', 5)] }, now);
      await budgets.apply(tenantId, { take: [take('a', 5), take('b', 5)] }, now);
      await store.update(created, now, (current) => ({
        next: current,
        result: 0,
        budgets: { giveBack: ['a'], reset: ['b'] },
      }));
      assert.deepEqual(await read('a', 'b'), [1, 0]);
    });

    it('records an event once, also when two updates bring it', async () => {
      const { store, created, now } = scene();
      const event = anEvent();
      const bring = async (): Promise<number> =>
        store.update(created, now, (current) => ({ next: current, result: 0, events: [event] }));
      await bring();
      await bring();
      assert.equal(await eventCount(scene()), 1);
    });

    it('runs the transition once more with the refusal and takes from no counter', async () => {
      const { store, budgets, created, tenantId, now } = scene();
      await budgets.apply(tenantId, { take: [take('full', 1), take('given', 5)] }, now);
      const refusals: (BudgetRefusal | undefined)[] = [];
      const result = await store.update(created, now, (current, refusal) => {
        refusals.push(refusal);
        if (refusal)
          return { next: current && { ...current, cancelled: true }, result: 'refused', events: [anEvent()] };
        return {
          next: current && { ...current, guessesSpent: 9 },
          result: 'taken',
          events: [anEvent(), anEvent()],
          budgets: { take: [take('roomy', 5), take('full', 1)], giveBack: ['given'] },
        };
      });
      assert.equal(result, 'refused');
      assert.deepEqual(refusals, [undefined, { key: 'full', retryAt: now + 60_000 }]);
      const after = await stored(scene());
      assert.deepEqual([after.guessesSpent, after.cancelled], [0, true]);
      assert.deepEqual(await read('roomy', 'full', 'given'), [0, 1, 1]);
      assert.equal(await eventCount(scene()), 1);
    });

    it('applies what the second run gives back or resets', async () => {
      const { store, budgets, created, tenantId, now } = scene();
      await budgets.apply(tenantId, { take: [take('full', 1), take('given', 5), take('cleared', 5)] }, now);
      await store.update(created, now, (current, refusal) => ({
        next: current,
        result: 0,
        budgets: refusal ? { giveBack: ['given'], reset: ['cleared'] } : { take: [take('full', 1)] },
      }));
      assert.deepEqual(await read('full', 'given', 'cleared'), [1, 0, 0]);
    });

    it('does not let a refused transition take again', async () => {
      const { store, budgets, created, tenantId, now } = scene();
      await budgets.apply(tenantId, { take: [take('full', 1)] }, now);
      const before = await stored(scene());
      const stubborn = store.update(created, now, (current) => ({
        next: current && { ...current, guessesSpent: 1 },
        result: 0,
        events: [anEvent()],
        budgets: { take: [take('full', 1)] },
      }));
      await assert.rejects(stubborn, withCode('ERR_INVARIANT'));
      assert.deepEqual(await stored(scene()), before);
      assert.equal(await eventCount(scene()), 0);
    });

    it('changes nothing when the transition throws', async () => {
      const { store, created, now } = scene();
      const before = await stored(scene());
      const failure = new Error('the transition failed');
      await assert.rejects(
        store.update(created, now, () => {
          throw failure;
        }),
        (error) => error === failure,
      );
      assert.deepEqual(await stored(scene()), before);
      await store.update(created, now, (current) => ({ next: current && { ...current, guessesSpent: 1 }, result: 0 }));
      assert.equal((await stored(scene())).guessesSpent, 1);
    });

    it('changes nothing when the second run throws', async () => {
      const { store, budgets, created, tenantId, now } = scene();
      await budgets.apply(tenantId, { take: [take('full', 1), take('given', 5)] }, now);
      const before = await stored(scene());
      const failure = new Error('the transition failed');
      const failing = store.update(created, now, (current, refusal) => {
        if (refusal) throw failure;
        return {
          next: current && { ...current, guessesSpent: 1 },
          result: 0,
          events: [anEvent()],
          budgets: { take: [take('roomy', 5), take('full', 1)], giveBack: ['given'] },
        };
      });
      await assert.rejects(failing, (error) => error === failure);
      assert.deepEqual(await stored(scene()), before);
      assert.deepEqual(await read('roomy', 'full', 'given'), [0, 1, 1]);
      assert.equal(await eventCount(scene()), 0);
    });
  });
}
