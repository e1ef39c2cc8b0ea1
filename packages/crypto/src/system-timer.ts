import type { AbortSignalLike, Deadline, Timer } from '@tessera/core';

/** Waits by the event loop. */
export class SystemTimer implements Timer {
  deadline(milliseconds: number): Deadline {
    const controller = new AbortController();
    const timeout = setTimeout(() => {
      controller.abort(new DOMException('The time limit is over', 'TimeoutError'));
    }, milliseconds);
    return {
      signal: controller.signal,
      cancel: () => {
        clearTimeout(timeout);
      },
    };
  }

  async sleep(milliseconds: number, signal?: AbortSignalLike): Promise<void> {
    if (signal?.aborted === true) throw reasonOf(signal);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        clearTimeout(timeout);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the caller's own reason, as the port promises
        reject(reasonOf(signal));
      };
      const timeout = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, milliseconds);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

function reasonOf(signal: (AbortSignalLike & { readonly reason?: unknown }) | undefined): unknown {
  return signal?.reason ?? new Error('The wait was aborted');
}
