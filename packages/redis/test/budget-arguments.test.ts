import { budgetArguments } from '../src/budget-arguments.js';

describe('budgetArguments', () => {
  it('names each counter once and refers to it by its number', () => {
    const take = { limit: 3, windowSeconds: 60, window: 'fixed' } as const;
    const { counters, args } = budgetArguments({
      take: [
        { ...take, key: 'a' },
        { ...take, key: 'b', window: 'extending', windowSeconds: 0.5, units: 0 },
        { ...take, key: 'a' },
      ],
      giveBack: ['b'],
      reset: ['c', 'a'],
    });
    expect(counters).toEqual(['a', 'b', 'c']);
    expect(args).toEqual([
      ...[3, 0, 3, 60_000, 'fixed', 1, 1, 3, 500, 'extending', 0, 0, 3, 60_000, 'fixed', 1],
      ...[1, 1],
      ...[2, 2, 0],
    ]);
  });

  it('writes three empty lists when nothing is asked for', () => {
    for (const operations of [undefined, {}, { take: [], giveBack: [], reset: [] }]) {
      expect(budgetArguments(operations)).toEqual({ counters: [], args: [0, 0, 0] });
    }
  });
});
