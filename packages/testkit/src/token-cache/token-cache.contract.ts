import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Instant, TokenCache } from '@tessera/core';
import type { TestApi } from '../test-api.js';

export interface TokenCacheHarness {
  readonly cache: TokenCache;
  /** The time by which the cache goes: an injected clock, or the system's for a store that has its own. */
  now(): Instant;
  /** Lets time pass. Absent: the clock cannot be moved, and expiry is checked with instants that are over only. */
  advance?(milliseconds: number): Promise<void>;
  /** Releases what `make` took. */
  dispose?(): Promise<void>;
}

const MINUTE = 60_000;

/** What every {@link TokenCache} must do. `make` may give the same store again: the suite uses keys of its own. */
export function tokenCacheContract(api: TestApi, make: () => Promise<TokenCacheHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('TokenCache', () => {
    let harness: TokenCacheHarness;
    let cache: TokenCache;
    let key: string;

    beforeEach(async () => {
      harness = await make();
      ({ cache } = harness);
      key = randomUUID();
    });
    afterEach(async () => harness.dispose?.());

    it('finds nothing under a key that was never stored', async () => {
      assert.equal(await cache.find(key), undefined);
    });

    it('gives a token back unchanged, whatever its characters', async () => {
      const token = `eyJ0.${'x'.repeat(4000)}.~+/=-_ "äß漢`;
      await cache.store(key, token, harness.now() + MINUTE);
      assert.equal(await cache.find(key), token);
    });

    it('keeps keys apart', async () => {
      const other = randomUUID();
      await cache.store(key, 'one', harness.now() + MINUTE);
      await cache.store(other, 'two', harness.now() + MINUTE);
      assert.deepEqual([await cache.find(key), await cache.find(other)], ['one', 'two']);
    });

    it('replaces a token together with its expiry', async () => {
      await cache.store(key, 'old', harness.now() + 2 * MINUTE);
      await cache.store(key, 'new', harness.now() + MINUTE);
      assert.equal(await cache.find(key), 'new');
      if (!harness.advance) return;
      await harness.advance(MINUTE);
      assert.equal(await cache.find(key), undefined);
    });

    it('does not give a token whose expiry is over', async () => {
      await cache.store(key, 'late', harness.now() - 1);
      assert.equal(await cache.find(key), undefined);
    });

    it('does not leave an older token in place when the one stored over it has expired', async () => {
      await cache.store(key, 'good', harness.now() + MINUTE);
      await cache.store(key, 'late', harness.now() - 1);
      assert.equal(await cache.find(key), undefined);
    });

    it('gives a token up to its expiry and not from that millisecond on', async () => {
      if (!harness.advance) return;
      await cache.store(key, 'token', harness.now() + MINUTE);
      await harness.advance(MINUTE - 1);
      assert.equal(await cache.find(key), 'token');
      await harness.advance(1);
      assert.equal(await cache.find(key), undefined);
    });

    it('drops the token that is named', async () => {
      await cache.store(key, 'revoked', harness.now() + MINUTE);
      await cache.drop(key, 'revoked');
      assert.equal(await cache.find(key), undefined);
    });

    it('keeps a newer token when an older one is dropped late', async () => {
      await cache.store(key, 'revoked', harness.now() + MINUTE);
      await cache.store(key, 'new', harness.now() + MINUTE);
      await cache.drop(key, 'revoked');
      assert.equal(await cache.find(key), 'new');
    });

    it('drops nothing, and does not fail, when there is nothing', async () => {
      await cache.drop(key, 'revoked');
      assert.equal(await cache.find(key), undefined);
    });

    it('never lets parallel late drops take away the token that replaced the dropped one', async () => {
      await cache.store(key, 'revoked', harness.now() + MINUTE);
      const drops = Array.from({ length: 8 }, async () => cache.drop(key, 'revoked'));
      await Promise.all([...drops, cache.store(key, 'new', harness.now() + MINUTE), cache.drop(key, 'revoked')]);
      assert.equal(await cache.find(key), 'new');
    });
  });
}
