import { BoundedQueue } from '../src/bounded-queue.js';

describe('BoundedQueue', () => {
  it('never runs more than it should at a time, and serves in order', async () => {
    const queue = new BoundedQueue(2, 100);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        queue.run(async () => {
          running += 1;
          most = Math.max(most, running);
          order.push(index);
          await Promise.resolve();
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([...order].sort((left, right) => left - right));
  });

  it('frees the place of a task that fails', async () => {
    const queue = new BoundedQueue(1, 1);
    const failing = queue.run(async () => Promise.reject(new Error('task')));
    const next = queue.run(async () => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('task');
    expect(await next).toBe('next');
    expect(await queue.run(async () => Promise.resolve('later'))).toBe('later');
  });
});
