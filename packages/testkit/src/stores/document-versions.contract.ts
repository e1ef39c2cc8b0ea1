import assert from 'node:assert/strict';
import type { TestApi } from '../test-api.js';
import { document, documentScene, KIND, type DocumentStoreHarness } from './document-store.harness.js';

/** The history of a document. */
export function documentVersionsContract(api: TestApi, make: () => Promise<DocumentStoreHarness>): void {
  const { describe, it } = api;

  describe('versions', () => {
    const scene = documentScene(api, make);

    it('keeps every version as it was', async () => {
      const { store, write, tenantId, now } = scene();
      const first = write('sms');
      await store.create(first);
      const second = { ...first, document: document('second'), operation: 'update', now: now + 1000 } as const;
      assert.deepEqual(await store.replace(second), { kind: 'written', version: 2 });
      const living = await store.find(tenantId, KIND, first.id);
      assert.deepEqual(living, await store.findVersion(tenantId, KIND, first.id, 2));
      assert.deepEqual(living?.document, document('second'));
      const older = await store.findVersion(tenantId, KIND, first.id, 1);
      assert.deepEqual(older, {
        tenantId,
        kind: KIND,
        id: first.id,
        slot: 'sms',
        version: 1,
        document: document('sms'),
        createdAt: now,
      });
      assert.equal(await store.findVersion(tenantId, KIND, first.id, 3), undefined);
      assert.equal(await store.findVersion(tenantId, KIND, first.id, 0), undefined);
    });

    it('makes a removal a version of its own and keeps the older ones', async () => {
      const { store, write, tenantId, now } = scene();
      const first = write('sms');
      await store.create(first);
      const removal = {
        tenantId,
        kind: first.kind,
        id: first.id,
        operator: 'operator-2',
        now: now + 1000,
        expectedVersion: 1,
      };
      assert.deepEqual(await store.remove(removal), { kind: 'written', version: 2 });
      assert.equal(await store.find(tenantId, KIND, first.id), undefined);
      assert.equal(await store.findBySlot(tenantId, KIND, 'sms'), undefined);
      assert.deepEqual((await store.findVersion(tenantId, KIND, first.id, 1))?.document, document('sms'));
      assert.equal(await store.findVersion(tenantId, KIND, first.id, 2), undefined);
      assert.deepEqual(await store.replace({ ...first, operation: 'update' }), { kind: 'absent' });
      assert.deepEqual(await store.remove(removal), { kind: 'absent' });
    });

    it('goes on counting when a removed document is created again', async () => {
      const { store, write, tenantId } = scene();
      const first = write('sms');
      await store.create(first);
      await store.remove(first);
      const again = { ...first, document: document('again'), operation: 'rollback' } as const;
      assert.deepEqual(await store.create(again), { kind: 'written', version: 3 });
      assert.deepEqual((await store.findBySlot(tenantId, KIND, 'sms'))?.document, document('again'));
    });

    it('frees the slot of a removed document, and refuses it to that document while another has it', async () => {
      const { store, write } = scene();
      const [first, second] = [write('sms'), write('sms')];
      await store.create(first);
      await store.remove(first);
      assert.deepEqual(await store.create(second), { kind: 'written', version: 1 });
      assert.deepEqual(await store.create(first), { kind: 'conflict', on: 'slot', conflictingId: second.id });
    });

    it('lists versions newest first, with who did what and when', async () => {
      const { store, write, tenantId, now } = scene();
      const first = write('sms');
      await store.create(first);
      await store.replace({
        ...first,
        document: document('second'),
        operator: 'operator-2',
        operation: 'update',
        now: now + 1,
      });
      await store.remove({ tenantId, kind: KIND, id: first.id, operator: 'operator-3', now: now + 2 });
      await store.create({ ...first, operation: 'rollback', now: now + 3 });
      assert.deepEqual(await store.listVersions(tenantId, KIND, first.id), [
        { version: 4, createdAt: now + 3, operator: 'operator-1', operation: 'rollback', document: document('sms') },
        { version: 3, createdAt: now + 2, operator: 'operator-3', operation: 'delete', document: undefined },
        { version: 2, createdAt: now + 1, operator: 'operator-2', operation: 'update', document: document('second') },
        { version: 1, createdAt: now, operator: 'operator-1', operation: 'create', document: document('sms') },
      ]);
    });

    it('shows no versions of another tenant', async () => {
      const { store, write, tenantId, otherTenantId } = scene();
      const first = write('sms');
      await store.create(first);
      assert.equal(await store.findVersion(otherTenantId, KIND, first.id, 1), undefined);
      assert.deepEqual(await store.listVersions(otherTenantId, KIND, first.id), []);
      assert.equal((await store.listVersions(tenantId, KIND, first.id)).length, 1);
    });
  });
}
