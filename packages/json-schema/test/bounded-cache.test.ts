import { BoundedCache } from '../src/bounded-cache.js';

describe('BoundedCache', () => {
  it('keeps what was used last and drops what was not', () => {
    const cache = new BoundedCache<string>(2);
    cache.getOrMake('a', () => 'first a');
    cache.getOrMake('b', () => 'first b');
    cache.getOrMake('a', () => 'second a');
    cache.getOrMake('c', () => 'first c');
    expect(cache.size).toBe(2);
    expect(cache.getOrMake('a', () => 'third a')).toBe('first a');
    expect(cache.getOrMake('b', () => 'second b')).toBe('second b');
  });
});
