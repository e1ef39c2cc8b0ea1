import assert from 'node:assert/strict';
import { aSecurityEvent, aTransaction } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel } from './harness.js';
import { eventCount, stored, transactionScene, type TransactionStoreHarness } from './transaction-store.harness.js';

/** Many callers at once. */
export function transactionConcurrencyContract(api: TestApi, make: () => Promise<TransactionStoreHarness>): void {
  const { describe, it } = api;

  describe('concurrency', () => {
    const scene = transactionScene(api, make);

    it('lets one of 8 parallel callers take the transaction', async () => {
      const { store, created, now } = scene();
      const won = await inParallel(8, async (index) =>
        store.update<boolean>(created, now, (current) =>
          current?.takenBy === undefined
            ? { next: current && { ...current, takenBy: `caller-${String(index)}` }, result: true }
            : { next: current, result: false },
        ),
      );
      assert.equal(countOf(won, true), 1);
      assert.equal((await stored(scene())).takenBy, `caller-${String(won.indexOf(true))}`);
    });

    it('lets one of 8 parallel callers delete the transaction', async () => {
      const { store, created, now } = scene();
      const seen = await inParallel(8, async () =>
        store.update(created, now, (current) => ({ next: undefined, result: current !== undefined })),
      );
      assert.equal(countOf(seen, true), 1);
    });

    it('lets one of 8 parallel creations of an id win', async () => {
      const { store, tenantId, now } = scene();
      const snapshot = aTransaction({ tenantId, createdAt: now });
      const outcomes = await inParallel(8, async (index) =>
        store.create({ ...snapshot, clientId: `client-${String(index)}` }, []).then(
          () => 'created',
          () => 'refused',
        ),
      );
      assert.equal(countOf(outcomes, 'created'), 1);
      assert.equal((await store.find(snapshot, now))?.clientId, `client-${String(outcomes.indexOf('created'))}`);
    });

    it('counts every one of 50 parallel guesses and accepts no more than the state allows', async () => {
      const { store, created, now, tenantId } = scene();
      const { revision } = await stored(scene());
      const accepted = await inParallel(50, async () =>
        store.update<boolean>(created, now, (current) => {
          const events = [aSecurityEvent({ tenant: { id: tenantId, name: 'Example' } })];
          if (!current || current.guessesSpent >= 5) return { next: current, result: false, events };
          return { next: { ...current, guessesSpent: current.guessesSpent + 1 }, result: true, events };
        }),
      );
      assert.equal(countOf(accepted, true), 5);
      const after = await stored(scene());
      assert.deepEqual([after.guessesSpent, after.revision], [5, revision + 5]);
      assert.equal(await eventCount(scene()), 50);
    });

    it('accepts no more of 50 parallel guesses than a budget allows', async () => {
      const { store, budgets, created, now, tenantId } = scene();
      const accepted = await inParallel(50, async () =>
        store.update<boolean>(created, now, (current, refusal) =>
          refusal
            ? { next: current, result: false }
            : {
                next: current && { ...current, guessesSpent: current.guessesSpent + 1 },
                result: true,
                budgets: { take: [{ key: 'guesses', limit: 5, windowSeconds: 60, window: 'fixed' }] },
              },
        ),
      );
      assert.equal(countOf(accepted, true), 5);
      assert.equal((await stored(scene())).guessesSpent, 5);
      assert.deepEqual(await budgets.read(tenantId, ['guesses'], now), [5]);
    });

    it('shares a budget between transactions that guess at once', async () => {
      const { store, budgets, now, tenantId } = scene();
      const others = await inParallel(10, async () => {
        const snapshot = aTransaction({ tenantId, createdAt: now });
        await store.create(snapshot, []);
        return snapshot;
      });
      const accepted = await Promise.all(
        others.map(async (ref) =>
          store.update<boolean>(ref, now, (current, refusal) => ({
            next: current && { ...current, cancelled: refusal !== undefined },
            result: refusal === undefined,
            ...(refusal
              ? {}
              : { budgets: { take: [{ key: 'account', limit: 3, windowSeconds: 60, window: 'extending' as const }] } }),
          })),
        ),
      );
      assert.equal(countOf(accepted, true), 3);
      assert.deepEqual(await budgets.read(tenantId, ['account'], now), [3]);
      const cancelled = (await store.list(tenantId, now)).filter((snapshot) => snapshot.cancelled);
      assert.equal(cancelled.length, 7);
    });
  });
}
