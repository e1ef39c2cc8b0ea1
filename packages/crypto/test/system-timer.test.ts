import { SystemClock, SystemTimer } from '@tessera/crypto';

const A_DAY = 86_400_000;

describe('SystemTimer', () => {
  const timer = new SystemTimer();

  it('resolves when the time is over', async () => {
    const start = performance.now();
    await timer.sleep(5, new AbortController().signal);
    expect(performance.now() - start).toBeGreaterThanOrEqual(4);
  });

  it('rejects with the reason as soon as the signal aborts', async () => {
    const controller = new AbortController();
    const sleeping = timer.sleep(A_DAY, controller.signal);
    const reason = new Error('shutting down');
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });

  it('does not begin to wait on a signal that has aborted', async () => {
    const reason = new Error('too late');
    await expect(timer.sleep(A_DAY, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('aborts the signal of a deadline when the time is over', async () => {
    const { signal } = timer.deadline(5);
    expect(signal.aborted).toBe(false);
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
    expect(signal.aborted).toBe(true);
    await expect(timer.sleep(A_DAY, signal)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('never aborts a deadline that was cancelled', async () => {
    const cancelled = timer.deadline(1);
    cancelled.cancel();
    await timer.sleep(10);
    expect(cancelled.signal.aborted).toBe(false);
  });
});

describe('SystemClock', () => {
  it('tells milliseconds since the epoch', () => {
    const before = Date.now();
    const now = new SystemClock().now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
