import { ExpiringMap } from '../src/expiring-map.js';

describe('ExpiringMap', () => {
  it('forgets a value at exactly its expiry', () => {
    const map = new ExpiringMap<string>();
    map.set('a', 'value', 1000, 0);
    expect(map.get('a', 999)).toBe('value');
    expect(map.get('a', 1000)).toBeUndefined();
    expect([...map.values(1000)]).toEqual([]);
  });

  it('holds no more than twice the living entries, however many came and went', () => {
    const map = new ExpiringMap<number>();
    let most = 0;
    for (let now = 0; now < 20_000; now += 1) {
      map.set(`key-${String(now)}`, now, now + 100, now);
      most = Math.max(most, map.size);
    }
    expect(most).toBeLessThanOrEqual(200);
  });

  it('never sweeps what still lives', () => {
    const map = new ExpiringMap<number>();
    map.set('lasting', 1, 1_000_000, 0);
    for (let now = 0; now < 1000; now += 1) map.set(`short-${String(now)}`, now, now + 1, now);
    expect(map.get('lasting', 1000)).toBe(1);
  });

  it('keeps an entry whose expiry was moved', () => {
    const map = new ExpiringMap<string>();
    map.set('a', 'first', 10, 0);
    map.set('a', 'second', 100, 5);
    for (let now = 10; now < 50; now += 1) map.set('b', 'other', now + 1, now);
    expect(map.get('a', 50)).toBe('second');
  });
});
