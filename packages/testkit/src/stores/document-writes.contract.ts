import assert from 'node:assert/strict';
import type { TestApi } from '../test-api.js';
import { document, documentScene, KIND, type DocumentStoreHarness } from './document-store.harness.js';
import { inParallel } from './harness.js';
import { NoticeListener } from './notice-listener.js';

/** Creation, conflicts, parallel writers, look-ups, isolation, notices. */
export function documentWritesContract(api: TestApi, make: () => Promise<DocumentStoreHarness>): void {
  const { describe, it } = api;

  describe('writes', () => {
    const scene = documentScene(api, make);

    it('creates version 1 and finds it by id and by slot', async () => {
      const { store, write, tenantId, now } = scene();
      const { id, ...creation } = write('sms');
      assert.deepEqual(await store.create({ ...creation, id }), { kind: 'written', version: 1 });
      const expected = { tenantId, kind: KIND, id, slot: 'sms', version: 1, document: document('sms'), createdAt: now };
      assert.deepEqual(await store.find(tenantId, KIND, id), expected);
      assert.deepEqual(await store.findBySlot(tenantId, KIND, 'sms'), expected);
      assert.equal(await store.findBySlot(tenantId, KIND, 'email'), undefined);
    });

    it('refuses a creation whose slot is taken, and names who has it', async () => {
      const { store, write, tenantId } = scene();
      const [first, second] = [write('sms'), write('sms')];
      await store.create(first);
      assert.deepEqual(await store.create(second), { kind: 'conflict', on: 'slot', conflictingId: first.id });
      assert.equal(await store.find(tenantId, KIND, second.id), undefined);
      assert.deepEqual(await store.listVersions(tenantId, KIND, second.id), []);
    });

    it('refuses a creation whose id is taken', async () => {
      const { store, write, tenantId } = scene();
      const first = write('sms');
      await store.create(first);
      assert.deepEqual(await store.create(write('email', { id: first.id })), {
        kind: 'conflict',
        on: 'id',
        conflictingId: first.id,
      });
      assert.equal((await store.find(tenantId, KIND, first.id))?.slot, 'sms');
      assert.equal(await store.findBySlot(tenantId, KIND, 'email'), undefined);
    });

    it('refuses a replacement that would take another document’s slot', async () => {
      const { store, write, tenantId } = scene();
      const [first, second] = [write('sms'), write('email')];
      await store.create(first);
      await store.create(second);
      const moved = await store.replace({ ...second, slot: 'sms', operation: 'update' });
      assert.deepEqual(moved, { kind: 'conflict', on: 'slot', conflictingId: first.id });
      assert.equal((await store.find(tenantId, KIND, second.id))?.version, 1);
    });

    it('says absent when there is nothing to replace or remove', async () => {
      const { store, write } = scene();
      const unknown = write('sms');
      assert.deepEqual(await store.replace({ ...unknown, operation: 'update' }), { kind: 'absent' });
      assert.deepEqual(await store.remove(unknown), { kind: 'absent' });
    });

    it('says stale when the living version is another, and writes nothing', async () => {
      const { store, write, tenantId } = scene();
      const first = write('sms');
      await store.create(first);
      await store.replace({ ...first, document: document('second'), operation: 'update', expectedVersion: 1 });
      assert.deepEqual(await store.replace({ ...first, operation: 'update', expectedVersion: 1 }), { kind: 'stale' });
      assert.deepEqual(await store.remove({ ...first, expectedVersion: 1 }), { kind: 'stale' });
      assert.deepEqual((await store.find(tenantId, KIND, first.id))?.document, document('second'));
      assert.equal((await store.listVersions(tenantId, KIND, first.id)).length, 2);
    });

    it('lets one of 8 parallel creations have a slot', async () => {
      const { store, write, tenantId } = scene();
      const writes = Array.from({ length: 8 }, () => write('sms'));
      const results = await Promise.all(writes.map(async (creation) => store.create(creation)));
      const winner = writes[results.findIndex(({ kind }) => kind === 'written')];
      assert.ok(winner);
      const losers = results.filter(({ kind }) => kind !== 'written');
      assert.deepEqual(
        losers,
        Array.from({ length: 7 }, () => ({ kind: 'conflict', on: 'slot', conflictingId: winner.id })),
      );
      assert.equal((await store.list(tenantId, KIND, { limit: 20, offset: 0 })).totalCount, 1);
    });

    it('lets one of 8 parallel replacements of a version win', async () => {
      const { store, write, tenantId } = scene();
      const first = write('sms');
      await store.create(first);
      const results = await inParallel(8, async (index) =>
        store.replace({ ...first, document: document(String(index)), operation: 'update', expectedVersion: 1 }),
      );
      assert.equal(results.filter(({ kind }) => kind === 'written').length, 1);
      assert.equal(results.filter(({ kind }) => kind === 'stale').length, 7);
      const winner = String(results.findIndex(({ kind }) => kind === 'written'));
      assert.deepEqual((await store.find(tenantId, KIND, first.id))?.document, document(winner));
    });

    it('gives parallel replacements without an expectation a version each', async () => {
      const { store, write } = scene();
      const first = write('sms');
      await store.create(first);
      const results = await inParallel(8, async () => store.replace({ ...first, operation: 'update' }));
      const versions = results.map((result) => (result.kind === 'written' ? result.version : 0)).sort((a, b) => a - b);
      assert.deepEqual(versions, [2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it('keeps tenants and kinds apart, even with the same id and slot', async () => {
      const { store, write, tenantId, otherTenantId } = scene();
      const first = write('oauth');
      const written = { kind: 'written', version: 1 };
      assert.deepEqual(await store.create(first), written);
      assert.deepEqual(await store.create({ ...first, tenantId: otherTenantId, document: document('other') }), written);
      assert.deepEqual(
        await store.create({ ...first, kind: 'authentication-policy', document: document('policy') }),
        written,
      );
      await store.remove({ ...first, tenantId: otherTenantId });
      assert.equal(await store.find(otherTenantId, KIND, first.id), undefined);
      assert.deepEqual((await store.find(tenantId, KIND, first.id))?.document, document('oauth'));
      assert.deepEqual(
        (await store.findBySlot(tenantId, 'authentication-policy', 'oauth'))?.document,
        document('policy'),
      );
    });

    it('lists living documents, oldest first, in pages', async () => {
      const { store, write, tenantId, now } = scene();
      const slots = ['sms', 'email', 'password', 'initial-registration'];
      for (const [index, slot] of slots.entries()) await store.create(write(slot, { now: now + index }));
      const removed = await store.findBySlot(tenantId, KIND, 'email');
      await store.remove({ tenantId, kind: KIND, id: removed?.id ?? '', operator: 'operator-1', now: now + 9 });
      const first = await store.list(tenantId, KIND, { limit: 2, offset: 0 });
      const rest = await store.list(tenantId, KIND, { limit: 2, offset: 2 });
      assert.deepEqual([first.totalCount, rest.totalCount], [3, 3]);
      assert.deepEqual(
        [...first.list, ...rest.list].map(({ slot }) => slot),
        ['sms', 'password', 'initial-registration'],
      );
    });

    it('publishes a notice with every write', async () => {
      const { store, write, tenantId, notices, settle } = scene();
      const notice = { tenantId, what: KIND, key: 'sms' } as const;
      const first = write('sms');
      const calls = [
        async () => store.create(first),
        async () => store.replace({ ...first, operation: 'update' }),
        async () => store.remove(first),
      ];
      for (const call of calls) {
        const listener = new NoticeListener(notices);
        await settle?.();
        await call();
        await settle?.();
        await listener.waitFor(notice);
        listener.stop();
      }
    });
  });
}
