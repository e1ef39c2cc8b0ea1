import { BoundedCache } from '../../src/engine/bounded-cache.js';

describe('a bounded cache', () => {
  const filled = (limit: number, count: number): BoundedCache<number> => {
    const cache = new BoundedCache<number>(limit);
    for (let at = 0; at < count; at += 1) cache.set(`key ${at}`, at);
    return cache;
  };
  const kept = (cache: BoundedCache<number>, count: number): number[] =>
    Array.from({ length: count }, (_, at) => at).filter((at) => cache.get(`key ${at}`) !== undefined);

  it('keeps what was set last, as many entries as its limit says', () => {
    for (let count = 3; count < 12; count += 1) {
      const cache = filled(3, count);
      for (let last = 1; last <= 3; last += 1) expect(cache.get(`key ${count - last}`)).toBe(count - last);
    }
  });

  it('never keeps more than twice its limit', () => {
    for (let count = 1; count < 40; count += 1) {
      const found = kept(filled(3, count), count);
      expect(found.length).toBeLessThanOrEqual(6);
    }
  });

  it('keeps what is used, however much comes after it', () => {
    const cache = filled(3, 1);
    for (let at = 1; at < 30; at += 1) {
      cache.set(`key ${at}`, at);
      expect(cache.get('key 0')).toBe(0);
    }
  });

  it('shows the value that was set last', () => {
    const cache = filled(2, 2);
    cache.set('key 2', 2);
    cache.set('key 0', 10);
    expect(cache.get('key 0')).toBe(10);
  });

  it('forgets what is deleted, however old it is', () => {
    const cache = filled(2, 3);
    for (const at of [0, 1, 2]) cache.delete(`key ${at}`);
    expect(kept(cache, 3)).toEqual([]);
  });
});
