import { NodeRandomness } from '@tessera/crypto';

/** Sum of squared deviations over the expectation; with 9 degrees of freedom 70 is exceeded once in 10^11 samples. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('NodeRandomness', () => {
  const randomness = new NodeRandomness();

  it('gives UUIDs of version 4 in lower case', () => {
    expect(randomness.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(randomness.uuid()).not.toBe(randomness.uuid());
  });

  it('gives UUIDs of version 7 in the order of time, each another one', () => {
    const instants = [0, 1_000, 1_795_344_403_756, 1_795_344_403_757, 2 ** 48 - 1];
    const ids = instants.map((now) => randomness.timeOrderedUuid(now));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([...ids].sort()).toEqual(ids);
    expect(ids[2]?.replaceAll('-', '').slice(0, 12)).toBe((1_795_344_403_756).toString(16).padStart(12, '0'));
    expect(new Set(Array.from({ length: 1000 }, () => randomness.timeOrderedUuid(1_000))).size).toBe(1000);
  });

  it('gives tokens of the size asked, base64url without padding', () => {
    expect(randomness.token(32)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(randomness.token(1)).toMatch(/^[A-Za-z0-9_-]{2}$/);
  });

  it.each([1, 4, 6, 10, 14, 15, 40])('gives exactly %d digits', (length) => {
    for (let round = 0; round < 50; round += 1)
      expect(randomness.digits(length)).toMatch(new RegExp(`^[0-9]{${String(length)}}$`));
  });

  it('makes every digit equally likely at every position, the leading one included', () => {
    const counts = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
    for (let sample = 0; sample < 20_000; sample += 1) {
      for (const [position, digit] of [...randomness.digits(6)].entries()) {
        const at = counts[position];
        if (at) at[Number(digit)] = (at[Number(digit)] ?? 0) + 1;
      }
    }
    for (const count of counts) expect(chiSquare(count)).toBeLessThan(70);
  });

  it('gives integers below the limit without a bias', () => {
    const counts = new Array<number>(10).fill(0);
    for (let sample = 0; sample < 20_000; sample += 1) {
      const value = randomness.integer(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(counts).toHaveLength(10);
    expect(chiSquare(counts)).toBeLessThan(70);
    expect(randomness.integer(1)).toBe(0);
    expect(randomness.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('gives no token twice, whatever was drawn in advance', () => {
    const tokens = Array.from({ length: 2000 }, (_, at) => randomness.token(16 + (at % 17)));
    expect(new Set(tokens.map((token) => token.slice(0, 16))).size).toBe(tokens.length);
    expect(tokens.filter((token) => /A{8}/.test(token))).toEqual([]);
    expect(Buffer.from(randomness.token(5000), 'base64url')).toHaveLength(5000);
  });
});
