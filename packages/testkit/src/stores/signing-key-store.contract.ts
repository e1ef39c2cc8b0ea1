import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SigningKey, SigningKeyStore } from '@tessera/core';
import type { TestApi } from '../test-api.js';
import { inParallel, type StoreHarness } from './harness.js';

export interface SigningKeyStoreHarness extends StoreHarness {
  readonly store: SigningKeyStore;
}

/** What every {@link SigningKeyStore} must do. `make` gives an empty store of its own. */
export function signingKeyStoreContract(api: TestApi, make: () => Promise<SigningKeyStoreHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('SigningKeyStore', () => {
    let harness: SigningKeyStoreHarness;
    let store: SigningKeyStore;
    let tenantId: string;
    let now: number;

    beforeEach(async () => {
      harness = await make();
      ({ store } = harness);
      tenantId = randomUUID();
      now = Date.now();
      await harness.addTenant?.(tenantId);
    });
    afterEach(async () => harness.dispose?.());

    const aKey = (overrides: Partial<SigningKey> = {}): SigningKey => {
      const kid = randomUUID();
      return {
        tenantId,
        kid,
        alg: 'ES256',
        jwk: { kty: 'EC', crv: 'P-256', kid, x: 'x', y: 'y', d: 'd' },
        createdAt: now,
        ...overrides,
      };
    };

    it('has no keys at first', async () => {
      assert.deepEqual(await store.list(tenantId), []);
    });

    it('adds a key and gives it back exactly', async () => {
      const key = aKey();
      assert.deepEqual(await store.addIfNone(key), [key]);
      assert.deepEqual(await store.list(tenantId), [key]);
    });

    it('adds no second living key of an algorithm', async () => {
      const first = aKey();
      await store.addIfNone(first);
      assert.deepEqual(await store.addIfNone(aKey({ createdAt: now + 1 })), [first]);
      assert.deepEqual(await store.list(tenantId), [first]);
    });

    it('adds a key beside those of another algorithm, oldest first', async () => {
      const [older, newer] = [
        aKey({ alg: 'RS256', jwk: { kty: 'RSA', n: 'n', e: 'AQAB', d: 'd' } }),
        aKey({ createdAt: now + 1 }),
      ];
      await store.addIfNone(newer);
      assert.deepEqual(await store.addIfNone(older), [older, newer]);
    });

    it('adds a key beside a retired one', async () => {
      const retired = aKey({ createdAt: now - 1000, retiredAt: now - 1, expiresAt: now + 60_000 });
      await store.addIfNone(retired);
      const successor = aKey();
      assert.deepEqual(await store.addIfNone(successor), [retired, successor]);
    });

    it('lets one of 8 parallel nodes add the first key, and shows it to all', async () => {
      const lists = await inParallel(8, async () => store.addIfNone(aKey()));
      const [first] = lists;
      assert.equal(first?.length, 1);
      for (const list of lists) assert.deepEqual(list, first);
      assert.deepEqual(await store.list(tenantId), first);
    });

    it('rotates: the new key is added, the old one retired when the new one begins to sign, and published for longer', async () => {
      const [first, second, third] = [aKey(), aKey({ createdAt: now + 1000 }), aKey({ createdAt: now + 2000 })];
      await store.addIfNone(first);
      const retired = { ...first, retiredAt: now + 1000, expiresAt: now + 9000 };
      assert.deepEqual(await store.rotate(second, now + 9000), [retired, second]);
      assert.deepEqual(await store.list(tenantId), [retired, second]);
      // What has been retired before keeps its dates.
      const next = { ...second, retiredAt: now + 2000, expiresAt: now + 99_000 };
      assert.deepEqual(await store.rotate(third, now + 99_000), [retired, next, third]);
    });

    it('rotates keys of one algorithm and one tenant only', async () => {
      const otherTenantId = randomUUID();
      await harness.addTenant?.(otherTenantId);
      const [own, foreign] = [aKey(), aKey({ tenantId: otherTenantId })];
      const rsa = aKey({ alg: 'RS256', createdAt: now + 1, jwk: { kty: 'RSA', n: 'n', e: 'AQAB', d: 'd' } });
      for (const key of [own, foreign, rsa]) await store.addIfNone(key);
      await store.rotate(aKey({ createdAt: now + 2 }), now + 9000);
      assert.deepEqual((await store.list(tenantId))[1], rsa);
      assert.deepEqual(await store.list(otherTenantId), [foreign]);
    });

    it('leaves one living key when 8 nodes rotate at once', async () => {
      await store.addIfNone(aKey());
      await inParallel(8, async () => store.rotate(aKey({ createdAt: now + 1 }), now + 9000));
      const keys = await store.list(tenantId);
      assert.equal(keys.length, 9);
      const old = keys.filter(({ createdAt }) => createdAt === now);
      assert.deepEqual(
        old.map(({ retiredAt }) => retiredAt),
        [now + 1],
      );
      assert.equal(keys.filter(({ retiredAt }) => retiredAt === undefined).length, 1);
    });

    it('keeps tenants apart, even with the same kid', async () => {
      const otherTenantId = randomUUID();
      await harness.addTenant?.(otherTenantId);
      const key = aKey();
      await store.addIfNone(key);
      assert.deepEqual(await store.list(otherTenantId), []);
      const twin = { ...key, tenantId: otherTenantId };
      assert.deepEqual(await store.addIfNone(twin), [twin]);
      assert.deepEqual(await store.list(tenantId), [key]);
    });
  });
}
