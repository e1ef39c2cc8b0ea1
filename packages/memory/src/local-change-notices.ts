import type { ChangeNotice, ChangeNotices } from '@tessera/core';

/** Notices within one process. When `publish` resolves, every subscriber has been told. */
export class LocalChangeNotices implements ChangeNotices {
  private readonly subscriptions = new Set<{ readonly listener: (notice: ChangeNotice) => void }>();
  private readonly onListenerError: (error: unknown) => void;

  /** @param onListenerError hears what subscribers throw; nothing is done about it by default */
  constructor(onListenerError: (error: unknown) => void = () => undefined) {
    this.onListenerError = onListenerError;
  }

  async publish(notice: ChangeNotice): Promise<void> {
    for (const { listener } of [...this.subscriptions]) {
      try {
        listener(notice);
      } catch (error) {
        // One subscriber's fault may not keep the others on stale data, nor undo the write that was announced.
        this.onListenerError(error);
      }
    }
  }

  subscribe(listener: (notice: ChangeNotice) => void): () => void {
    const subscription = { listener };
    this.subscriptions.add(subscription);
    return () => {
      this.subscriptions.delete(subscription);
    };
  }
}
