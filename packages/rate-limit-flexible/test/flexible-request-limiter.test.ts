import { FlexibleRequestLimiter } from '../src/index.js';

const options = { name: 'test', limit: 2, windowSeconds: 60, hash: (caller: string) => caller.toUpperCase() };

describe('a limiter of requests', () => {
  it('takes units up to the limit and then says how long to wait', async () => {
    const limiter = new FlexibleRequestLimiter(options);
    expect([await limiter.take('a'), await limiter.take('a')]).toEqual([undefined, undefined]);
    const wait = await limiter.take('a');
    expect(wait).toBeGreaterThanOrEqual(59);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it('counts each caller and each limit by itself', async () => {
    const limiter = new FlexibleRequestLimiter(options);
    for (let count = 0; count < 3; count += 1) await limiter.take('a');
    expect(await limiter.take('b')).toBeUndefined();
    expect(await new FlexibleRequestLimiter({ ...options, name: 'other' }).take('a')).toBeUndefined();
  });

  it('tells without taking whether a unit is left', async () => {
    const limiter = new FlexibleRequestLimiter(options);
    await limiter.take('a');
    expect([await limiter.wait('a'), await limiter.wait('a')]).toEqual([undefined, undefined]);
    await limiter.take('a');
    expect(await limiter.wait('a')).toBeGreaterThan(0);
    expect(await limiter.wait('nobody')).toBeUndefined();
  });

  it('lets no more than the limit through, however many come at once', async () => {
    const limiter = new FlexibleRequestLimiter(options);
    const waits = await Promise.all(Array.from({ length: 50 }, () => limiter.take('a')));
    expect(waits.filter((wait) => wait === undefined)).toHaveLength(2);
  });

  it('counts by itself while the shared store is out of reach, and says so', async () => {
    const errors: unknown[] = [];
    const broken = { rlflxIncr: () => Promise.reject(new Error('gone')), get: () => Promise.reject(new Error('gone')) };
    const client = { ...broken, defineCommand: () => undefined, status: 'ready' };
    const limiter = new FlexibleRequestLimiter({
      ...options,
      redis: { client, keyPrefix: 'tessera' },
      onError: (error) => errors.push(error),
    });
    expect([await limiter.take('a'), await limiter.take('a')]).toEqual([undefined, undefined]);
    expect(await limiter.take('a')).toBeGreaterThan(0);
    expect(errors).toHaveLength(3);
  });
});
