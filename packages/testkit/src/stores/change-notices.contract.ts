import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ChangeNotice, ChangeNotices } from '@tessera/core';
import type { TestApi } from '../test-api.js';
import type { StoreHarness } from './harness.js';
import { NoticeListener } from './notice-listener.js';

export interface ChangeNoticesHarness extends StoreHarness {
  /** One node. */
  readonly notices: ChangeNotices;
  /** Another node; the same object when there is only one process. */
  readonly otherNode: ChangeNotices;
}

/** What every {@link ChangeNotices} must do. `settle` resolves when the subscriptions made so far are in force. */
export function changeNoticesContract(api: TestApi, make: () => Promise<ChangeNoticesHarness>): void {
  const { describe, it, beforeEach, afterEach } = api;

  describe('ChangeNotices', () => {
    let harness: ChangeNoticesHarness;
    let notice: ChangeNotice;

    beforeEach(async () => {
      harness = await make();
      notice = { tenantId: randomUUID(), what: 'authentication-configuration', key: 'sms' };
    });
    afterEach(async () => harness.dispose?.());

    it('tells subscribers of the same node and of other nodes', async () => {
      const [here, there] = [new NoticeListener(harness.notices), new NoticeListener(harness.otherNode)];
      await harness.settle?.();
      await harness.notices.publish(notice);
      assert.deepEqual(await here.waitFor(notice), notice);
      assert.deepEqual(await there.waitFor(notice), notice);
    });

    it('tells every subscriber', async () => {
      const listeners = [1, 2, 3].map(() => new NoticeListener(harness.notices));
      await harness.settle?.();
      await harness.otherNode.publish(notice);
      await Promise.all(listeners.map(async (listener) => listener.waitFor(notice)));
    });

    it('tells nothing more after the subscription ended', async () => {
      const [left, stays] = [new NoticeListener(harness.notices), new NoticeListener(harness.notices)];
      await harness.settle?.();
      left.stop();
      left.stop();
      await harness.otherNode.publish(notice);
      await stays.waitFor(notice);
      assert.deepEqual(left.heard, []);
    });

    it('tells the others when one subscriber throws', async () => {
      harness.notices.subscribe(() => {
        throw new Error('this subscriber fails');
      });
      const other = new NoticeListener(harness.notices);
      await harness.settle?.();
      await harness.notices.publish(notice);
      await other.waitFor(notice);
    });
  });
}
