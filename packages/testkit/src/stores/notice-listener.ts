import type { ChangeNotice, ChangeNotices } from '@tessera/core';

const PATIENCE_MILLISECONDS = 5_000;

/** Collects change notices and waits for one, because delivery may take a moment. */
export class NoticeListener {
  readonly heard: ChangeNotice[] = [];
  /** Ends the subscription. */
  readonly stop: () => void;
  private readonly waiting = new Set<() => void>();

  constructor(notices: ChangeNotices) {
    this.stop = notices.subscribe((notice) => {
      this.heard.push(notice);
      for (const check of this.waiting) check();
    });
  }

  /**
   * Resolves with the first notice that equals `expected`, now or later.
   * @throws Error when none has come after five seconds
   */
  async waitFor(expected: ChangeNotice): Promise<ChangeNotice> {
    const find = (): ChangeNotice | undefined =>
      this.heard.find(
        ({ tenantId, what, key }) => tenantId === expected.tenantId && what === expected.what && key === expected.key,
      );
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = find();
        if (!found) return;
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(check);
        reject(new Error(`no change notice for ${expected.what} ${expected.key}; heard ${JSON.stringify(this.heard)}`));
      }, PATIENCE_MILLISECONDS);
      this.waiting.add(check);
      check();
    });
  }
}
