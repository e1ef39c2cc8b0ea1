import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Budgets, SecurityEventStore, TransactionSnapshot, TransactionStore } from '@tessera/core';
import { aTransaction } from '../builders.js';
import type { TestApi } from '../test-api.js';
import type { StoreHarness } from './harness.js';

export interface TransactionStoreHarness extends StoreHarness {
  readonly store: TransactionStore;
  /** Where {@link TransactionStore.update} counts. */
  readonly budgets: Budgets;
  /** Where events end up; with an outbox, after `settle`. */
  readonly events: SecurityEventStore;
}

/** One transaction in a fresh store. */
export interface TransactionScene extends TransactionStoreHarness {
  readonly now: number;
  readonly tenantId: string;
  readonly otherTenantId: string;
  /** As it was given to `create`. */
  readonly created: TransactionSnapshot;
}

/** A fresh store with one transaction before each test; call inside `describe`. */
export function transactionScene(api: TestApi, make: () => Promise<TransactionStoreHarness>): () => TransactionScene {
  let scene: TransactionScene;
  api.beforeEach(async () => {
    const harness = await make();
    const [tenantId, otherTenantId] = [randomUUID(), randomUUID()];
    await harness.addTenant?.(tenantId);
    await harness.addTenant?.(otherTenantId);
    const now = Date.now();
    const created = aTransaction({ tenantId, createdAt: now });
    scene = { ...harness, now, tenantId, otherTenantId, created };
    await scene.store.create(created, []);
  });
  api.afterEach(async () => scene.dispose?.());
  return () => scene;
}

/** The stored state of the scene's transaction. */
export async function stored(scene: TransactionScene, now: number = scene.now): Promise<TransactionSnapshot> {
  const snapshot = await scene.store.find(scene.created, now);
  assert.ok(snapshot, 'the transaction is stored');
  return snapshot;
}

/** What a snapshot states: a member that is undefined is as good as none. */
export function stated(snapshot: TransactionSnapshot): TransactionSnapshot {
  return Object.fromEntries(
    Object.entries(snapshot).filter(([, member]) => member !== undefined),
  ) as unknown as TransactionSnapshot;
}

/** Everything but the revision, which the store sets. */
export function withoutRevision(
  snapshot: TransactionSnapshot | undefined,
): Omit<TransactionSnapshot, 'revision'> | undefined {
  if (!snapshot) return undefined;
  const { revision: _revision, ...rest } = stated(snapshot);
  return rest;
}

/** How many events of the scene's tenant are durable. */
export async function eventCount(scene: TransactionScene): Promise<number> {
  await scene.settle?.();
  return (await scene.events.query(scene.tenantId, { limit: 1, offset: 0 })).totalCount;
}
