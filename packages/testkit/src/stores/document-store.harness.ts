import { randomUUID } from 'node:crypto';
import type { ChangeNotices, DocumentStore, DocumentWrite, JsonObject } from '@tessera/core';
import type { TestApi } from '../test-api.js';
import type { StoreHarness } from './harness.js';

export interface DocumentStoreHarness extends StoreHarness {
  readonly store: DocumentStore;
  /** Where the store publishes. */
  readonly notices: ChangeNotices;
}

/** A fresh store and two tenants. */
export interface DocumentScene extends DocumentStoreHarness {
  readonly tenantId: string;
  readonly otherTenantId: string;
  readonly now: number;
  /** A creation in `tenantId`, of a random id. */
  readonly write: (slot: string, overrides?: Partial<DocumentWrite>) => DocumentWrite;
}

export const KIND = 'authentication-configuration';

/** A document that says which it is. */
export function document(name: string): JsonObject {
  return { name, nested: { list: [1, 'zwei', null, { 三: true }] } };
}

/** A fresh store before each test; call inside `describe`. */
export function documentScene(api: TestApi, make: () => Promise<DocumentStoreHarness>): () => DocumentScene {
  let scene: DocumentScene;
  api.beforeEach(async () => {
    const harness = await make();
    const [tenantId, otherTenantId] = [randomUUID(), randomUUID()];
    await harness.addTenant?.(tenantId);
    await harness.addTenant?.(otherTenantId);
    const now = Date.now();
    const write = (slot: string, overrides: Partial<DocumentWrite> = {}): DocumentWrite => ({
      tenantId,
      kind: KIND,
      id: randomUUID(),
      slot,
      document: document(slot),
      operator: 'operator-1',
      operation: 'create',
      now,
      ...overrides,
    });
    scene = { ...harness, tenantId, otherTenantId, now, write };
  });
  api.afterEach(async () => scene.dispose?.());
  return () => scene;
}
