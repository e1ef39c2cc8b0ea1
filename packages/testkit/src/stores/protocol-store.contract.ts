import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ProtocolArtifact, ProtocolStore } from '@tessera/core';
import type { TestApi } from '../test-api.js';
import { countOf, inParallel, type StoreHarness } from './harness.js';

export interface ProtocolStoreHarness extends StoreHarness {
  readonly store: ProtocolStore;
}

/** What every {@link ProtocolStore} must do. `make` gives an empty store of its own. */
export function protocolStoreContract(api: TestApi, make: () => Promise<ProtocolStoreHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('ProtocolStore', () => {
    let harness: ProtocolStoreHarness;
    let store: ProtocolStore;
    let tenantId: string;
    let otherTenantId: string;
    let now: number;

    beforeEach(async () => {
      harness = await make();
      ({ store } = harness);
      tenantId = randomUUID();
      otherTenantId = randomUUID();
      now = Date.now();
      await harness.addTenant?.(tenantId);
      await harness.addTenant?.(otherTenantId);
    });
    afterEach(async () => harness.dispose?.());

    const put = async (overrides: Partial<ProtocolArtifact> = {}): Promise<ProtocolArtifact> => {
      const artifact = {
        tenantId,
        kind: 'AccessToken',
        id: randomUUID(),
        payload: { scope: 'openid' },
        expiresAt: now + 60_000,
        ...overrides,
      };
      await store.upsert(artifact);
      return artifact;
    };
    const find = async (
      { tenantId: tenant, kind, id }: ProtocolArtifact,
      at: number = now,
    ): Promise<ProtocolArtifact | undefined> => store.find(tenant, kind, id, at);
    const consume = async ({ tenantId: tenant, kind, id }: ProtocolArtifact, at: number = now): Promise<boolean> =>
      store.consume(tenant, kind, id, at);

    it('gives back exactly what was stored', async () => {
      const full = await put({
        payload: { nested: { list: [1, null, '値'] } },
        grantId: 'g',
        uid: 'u',
        accountId: 'a',
      });
      assert.deepEqual(await find(full), full);
      const bare: ProtocolArtifact = { tenantId, kind: 'Session', id: 'bare', payload: {} };
      await store.upsert(bare);
      assert.deepEqual(await find(bare, now + 1e12), bare);
      assert.equal(await store.find(tenantId, 'RefreshToken', full.id, now), undefined);
    });

    it('replaces what it has', async () => {
      const { grantId: _grant, ...first } = await put({ grantId: 'g', uid: 'old' });
      const second = { ...first, payload: { scope: 'email' }, uid: 'new', expiresAt: now + 90_000 };
      await store.upsert(second);
      assert.deepEqual(await find(second, now + 60_000), second);
      assert.equal(await store.findByUid(tenantId, 'AccessToken', 'old', now), undefined);
      assert.deepEqual(await store.findByUid(tenantId, 'AccessToken', 'new', now), second);
    });

    it('expires at exactly expiresAt', async () => {
      const artifact = await put({ uid: 'u' });
      const end = now + 60_000;
      assert.deepEqual(await find(artifact, end - 1), artifact);
      assert.deepEqual(await store.findByUid(tenantId, 'AccessToken', 'u', end - 1), artifact);
      assert.equal(await find(artifact, end), undefined);
      assert.equal(await store.findByUid(tenantId, 'AccessToken', 'u', end), undefined);
      assert.equal(await consume(artifact, end), false);
    });

    it('finds by uid within a kind', async () => {
      const session = await put({ kind: 'Session', uid: 'u' });
      await put({ kind: 'Interaction', uid: 'v' });
      assert.deepEqual(await store.findByUid(tenantId, 'Session', 'u', now), session);
      assert.equal(await store.findByUid(tenantId, 'Session', 'v', now), undefined);
    });

    it('lists what a user has of a kind until it expires, used or not', async () => {
      const end = now + 60_000;
      const [one, used] = [await put({ accountId: 'a' }), await put({ accountId: 'a' })];
      await consume(used, now + 5);
      const lasting = await put({ accountId: 'a', expiresAt: end + 1 });
      const session = await put({ kind: 'Session', accountId: 'a' });
      await put({ accountId: 'b' });
      await put();
      await put({ tenantId: otherTenantId, accountId: 'a' });
      const list = async (kind: string, at: number): Promise<readonly ProtocolArtifact[]> =>
        [...(await store.listByAccount(tenantId, kind, 'a', at))].sort((x, y) => x.id.localeCompare(y.id));
      const sorted = [one, { ...used, consumedAt: now + 5 }, lasting].sort((x, y) => x.id.localeCompare(y.id));
      assert.deepEqual(await list('AccessToken', end - 1), sorted);
      assert.deepEqual(await list('AccessToken', end), [lasting]);
      assert.deepEqual(await list('Session', now), [session]);
      assert.deepEqual(await store.listByAccount(tenantId, 'AccessToken', 'nobody', now), []);
      await store.removeByAccount(tenantId, 'a');
      assert.deepEqual(await list('AccessToken', now), []);
    });

    it('consumes once, and finds what was consumed', async () => {
      const code = await put({ kind: 'AuthorizationCode' });
      assert.equal(await consume(code, now + 5), true);
      assert.equal(await consume(code, now + 6), false);
      assert.deepEqual(await find(code, now + 7), { ...code, consumedAt: now + 5 });
      assert.equal(await store.consume(tenantId, 'AuthorizationCode', 'unknown', now), false);
    });

    it('tells exactly one of 8 parallel consumers true', async () => {
      const code = await put({ kind: 'AuthorizationCode' });
      const answers = await inParallel(8, async () => consume(code));
      assert.equal(countOf(answers, true), 1);
    });

    it('removes one artifact', async () => {
      const [gone, stays] = [await put({ uid: 'u' }), await put()];
      const removals = await inParallel(8, () => store.remove(tenantId, gone.kind, gone.id));
      assert.equal(countOf(removals, true), 1);
      assert.equal(await store.remove(tenantId, gone.kind, 'unknown'), false);
      assert.equal(await find(gone), undefined);
      assert.equal(await store.findByUid(tenantId, gone.kind, 'u', now), undefined);
      assert.equal(await consume(gone), false);
      assert.ok(await find(stays));
    });

    it('removes everything issued under a grant', async () => {
      const issued = [await put({ grantId: 'g' }), await put({ kind: 'RefreshToken', grantId: 'g' })];
      const others = [await put({ grantId: 'h' }), await put(), await put({ tenantId: otherTenantId, grantId: 'g' })];
      await store.removeByGrant(tenantId, 'g');
      for (const artifact of issued) assert.equal(await find(artifact), undefined);
      for (const artifact of others) assert.deepEqual(await find(artifact), artifact);
    });

    it('removes everything of a user', async () => {
      const own = [await put({ kind: 'Session', accountId: 'a' }), await put({ kind: 'Grant', accountId: 'a' })];
      const others = [
        await put({ accountId: 'b' }),
        await put(),
        await put({ tenantId: otherTenantId, accountId: 'a' }),
      ];
      await store.removeByAccount(tenantId, 'a');
      for (const artifact of own) assert.equal(await find(artifact), undefined);
      for (const artifact of others) assert.deepEqual(await find(artifact), artifact);
    });

    it('keeps tenants apart, even with the same id', async () => {
      const own = await put({ id: 'same', uid: 'u' });
      assert.equal(await store.find(otherTenantId, own.kind, 'same', now), undefined);
      assert.equal(await store.findByUid(otherTenantId, own.kind, 'u', now), undefined);
      assert.equal(await store.consume(otherTenantId, own.kind, 'same', now), false);
      const foreign = await put({ tenantId: otherTenantId, id: 'same', payload: { scope: 'foreign' } });
      assert.equal(await consume(foreign), true);
      assert.deepEqual(await find(own), own);
      await store.remove(otherTenantId, own.kind, 'same');
      assert.deepEqual(await find(own), own);
    });

    it('purges what has expired and says how many', async () => {
      const end = now + 60_000;
      await put();
      await put({ kind: 'Grant' });
      const lasting = [
        await put({ expiresAt: end + 1 }),
        await put({ kind: 'Session' }).then(async ({ expiresAt: _end, ...rest }) => {
          await store.upsert(rest);
          return rest;
        }),
      ];
      assert.equal(await store.purge(end), 2);
      assert.equal(await store.purge(end), 0);
      for (const artifact of lasting) assert.deepEqual(await find(artifact, end), artifact);
    });
  });
}
