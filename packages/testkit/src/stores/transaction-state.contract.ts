import assert from 'node:assert/strict';
import { aChallenge, aSecurityEvent, aTransaction, aUser } from '../builders.js';
import type { TestApi } from '../test-api.js';
import { withCode } from './harness.js';
import {
  eventCount,
  stated,
  stored,
  transactionScene,
  withoutRevision,
  type TransactionStoreHarness,
} from './transaction-store.harness.js';

/** Creation, look-up, expiry and isolation. */
export function transactionStateContract(api: TestApi, make: () => Promise<TransactionStoreHarness>): void {
  const { describe, it } = api;

  describe('state', () => {
    const scene = transactionScene(api, make);

    it('gives back exactly what was stored', async () => {
      const { store, tenantId, now } = scene();
      const registration = aUser({
        tenantId,
        claims: { name: '山田 太郎', address: { country: 'JP' } },
        roles: ['a', 'b'],
      });
      const full = aTransaction({
        tenantId,
        createdAt: now,
        policy: { kind: 'configured', configurationId: 'c', version: 2, index: 0, fallback: false },
        user: {
          sub: registration.sub,
          registration,
          pending: { phoneNumberVerified: true, claims: { locale: 'ja' } },
          carriedOver: false,
        },
        challenges: { sms: aChallenge({ createdAt: now }) },
        rows: { 'sms-authentication-challenge': { transaction_id: 't', list: [], none: null, empty: {} } },
        sends: { sms: { count: 1, lastSentAt: now } },
        failedUserIds: ['u1', 'u2'],
      });
      await store.create(full, []);
      assert.deepEqual(withoutRevision(await store.find(full, now)), withoutRevision(full));
    });

    it('writes the next state and counts the revision itself', async () => {
      const { store, created, now } = scene();
      const { revision } = await stored(scene());
      const result = await store.update(created, now, (current) => ({
        next: current && { ...current, revision: 4711, guessesSpent: 1 },
        result: 'done',
      }));
      assert.equal(result, 'done');
      assert.deepEqual(stated(await stored(scene())), { ...stated(created), guessesSpent: 1, revision: revision + 1 });
    });

    it('writes nothing when the next state is the very same object', async () => {
      const { store, created, now } = scene();
      const before = await stored(scene());
      assert.equal(await store.update(created, now, (current) => ({ next: current, result: 7 })), 7);
      assert.deepEqual(await stored(scene()), before);
    });

    it('refuses to create a transaction whose id is taken, and changes nothing', async () => {
      const { store, created, tenantId } = scene();
      const again = { ...created, clientId: 'another' };
      const event = aSecurityEvent({ tenant: { id: tenantId, name: 'Example' } });
      await assert.rejects(store.create(again, [event]), withCode('ERR_CONFLICT'));
      assert.equal((await stored(scene())).clientId, created.clientId);
      assert.equal(await eventCount(scene()), 0);
    });

    it('deletes when the next state is undefined', async () => {
      const { store, created, now } = scene();
      await store.update(created, now, () => ({ next: undefined, result: undefined }));
      assert.equal(await store.find(created, now), undefined);
      assert.equal(await store.findTenantId(created.id, now), undefined);
      assert.deepEqual(await store.list(created.tenantId, now), []);
      const seen = await store.update(created, now, (current) => ({ next: undefined, result: current }));
      assert.equal(seen, undefined);
    });

    it('expires at exactly expiresAt', async () => {
      const { store, created } = scene();
      const { id, tenantId, expiresAt } = created;
      assert.ok(await store.find(created, expiresAt - 1));
      assert.equal(await store.findTenantId(id, expiresAt - 1), tenantId);
      assert.equal((await store.list(tenantId, expiresAt - 1)).length, 1);
      assert.equal(
        await store.update(created, expiresAt - 1, (current) => ({ next: current, result: current?.id })),
        id,
      );
      assert.equal(
        await store.update(created, expiresAt, (current) => ({ next: undefined, result: current })),
        undefined,
      );
      assert.equal(await store.find(created, expiresAt), undefined);
      assert.equal(await store.findTenantId(id, expiresAt), undefined);
      assert.deepEqual(await store.list(tenantId, expiresAt), []);
    });

    it('follows an expiresAt that an update moved', async () => {
      const { store, created, now } = scene();
      const expiresAt = created.expiresAt + 60_000;
      await store.update(created, now, (current) => ({
        next: current && { ...current, expiresAt },
        result: undefined,
      }));
      assert.ok(await store.find(created, expiresAt - 1));
      assert.equal(await store.find(created, expiresAt), undefined);
    });

    it('never brings back a transaction that is gone', async () => {
      const { store, created, now, tenantId } = scene();
      const absent = aTransaction({ tenantId, createdAt: now });
      await assert.rejects(
        store.update(absent, now, () => ({ next: absent, result: undefined })),
        withCode('ERR_INVARIANT'),
      );
      assert.equal(await store.find(absent, now), undefined);
      assert.ok(await store.find(created, now));
    });

    it('knows nothing of a transaction in another tenant', async () => {
      const { store, created, now, otherTenantId } = scene();
      const elsewhere = { id: created.id, tenantId: otherTenantId };
      assert.equal(await store.find(elsewhere, now), undefined);
      const seen = await store.update(elsewhere, now, (current) => ({ next: undefined, result: current }));
      assert.equal(seen, undefined);
      assert.ok(await store.find(created, now));
      assert.equal(await store.findTenantId(created.id, now), created.tenantId);
      assert.deepEqual(await store.list(otherTenantId, now), []);
    });

    it('lists the live transactions of a tenant, oldest first', async () => {
      const { store, created, now, tenantId } = scene();
      const newest = aTransaction({ tenantId, createdAt: now + 2 });
      const middle = aTransaction({ tenantId, createdAt: now + 1 });
      const gone = aTransaction({ tenantId, createdAt: now + 3, expiresAt: now + 60_000 });
      for (const snapshot of [newest, gone, middle]) await store.create(snapshot, []);
      const ids = (await store.list(tenantId, now + 60_000)).map(({ id }) => id);
      assert.deepEqual(ids, [created.id, middle.id, newest.id]);
    });
  });
}
