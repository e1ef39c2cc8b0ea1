import { budgetArguments } from '../src/budget-arguments.js';

const NOW = 1_000_000;

describe('budgetArguments', () => {
  it('writes the takes as one text with the ends that counters would get, and names a counter for each of them', () => {
    const take = { limit: 3, windowSeconds: 60, window: 'fixed' } as const;
    const { counters, args } = budgetArguments(
      {
        take: [
          { ...take, key: 'a' },
          { ...take, key: 'b', window: 'extending', windowSeconds: 0.5 },
          { ...take, key: 'a', units: 0, limit: Number.MAX_SAFE_INTEGER },
        ],
        giveBack: ['b'],
        reset: ['c', 'a'],
      },
      NOW,
    );
    expect(counters).toEqual(['a', 'b', 'a', 'b', 'c', 'a']);
    expect(args).toEqual(['3 1060000 f 3 1000500 e 9007199254740991 1060000 a ', 1, 2]);
  });

  it('writes nothing when nothing is asked for', () => {
    for (const operations of [undefined, {}, { take: [], giveBack: [], reset: [] }]) {
      expect(budgetArguments(operations, NOW)).toEqual({ counters: [], args: ['', 0, 0] });
    }
  });
});
