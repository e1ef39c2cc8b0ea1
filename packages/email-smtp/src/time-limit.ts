import type { AbortSignalLike } from '@tessera/core';

/** Runs `work` with one signal that aborts as soon as any of `signals` does. */
export async function withinAll<T>(
  signals: readonly AbortSignalLike[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // AbortSignal.any takes the platform's own signals only.
  const controller = new AbortController();
  const onAbort = (): void => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', onAbort);
  }
}
