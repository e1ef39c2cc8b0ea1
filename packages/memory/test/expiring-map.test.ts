import { ExpiringMap } from '../src/expiring-map.js';
import type { Expiring } from '../src/expiring-map.js';

const until = (expiresAt: number): Expiring => ({ expiresAt });

describe('ExpiringMap', () => {
  it('forgets a value at exactly its expiry', () => {
    const map = new ExpiringMap();
    const value = until(1000);
    map.set('a', value, 0);
    expect(map.get('a', 999)).toBe(value);
    expect(map.get('a', 1000)).toBeUndefined();
    expect([...map.values(1000)]).toEqual([]);
  });

  it('holds no more than twice the living entries, however many came and went', () => {
    const map = new ExpiringMap();
    let most = 0;
    for (let now = 0; now < 20_000; now += 1) {
      map.set(`key-${String(now)}`, until(now + 100), now);
      most = Math.max(most, map.size);
    }
    expect(most).toBeLessThanOrEqual(200);
  });

  it('never sweeps what still lives', () => {
    const map = new ExpiringMap();
    const lasting = until(1_000_000);
    map.set('lasting', lasting, 0);
    for (let now = 0; now < 1000; now += 1) map.set(`short-${String(now)}`, until(now + 1), now);
    expect(map.get('lasting', 1000)).toBe(lasting);
  });

  it('keeps an entry whose expiry was moved', () => {
    const map = new ExpiringMap();
    const second = until(100);
    map.set('a', until(10), 0);
    map.set('a', second, 5);
    for (let now = 10; now < 50; now += 1) map.set('b', until(now + 1), now);
    expect(map.get('a', 50)).toBe(second);
  });
});
