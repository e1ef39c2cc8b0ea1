import { GroupCommit } from '../src/stores/group-commit.js';

/** Writes that end when the test says so. */
class Writes {
  readonly groups: (readonly number[])[] = [];
  readonly #ends: ((error?: Error) => void)[] = [];

  readonly write = (items: readonly number[]): Promise<void> => {
    this.groups.push(items);
    return new Promise((resolve, reject) => {
      this.#ends.push((error) => (error ? reject(error) : resolve()));
    });
  };

  /** Ends the oldest write that is under way. */
  async end(error?: Error): Promise<void> {
    await turn();
    this.#ends.shift()?.(error);
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('GroupCommit', () => {
  let writes: Writes;
  let commits: GroupCommit<number>;
  beforeEach(() => {
    writes = new Writes();
    commits = new GroupCommit(writes.write, 4);
  });

  it('writes what is added in one turn, and during a write, together', async () => {
    const first = [commits.add([1]), commits.add([2])];
    await turn();
    const second = [commits.add([3]), commits.add([4])];
    expect(writes.groups).toEqual([[1, 2]]);
    await writes.end();
    await Promise.all(first);
    await writes.end();
    await Promise.all(second);
    expect(writes.groups).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('resolves no caller before the write with its items has ended', async () => {
    const settled: string[] = [];
    void commits.add([1]).then(() => settled.push('first'));
    await turn();
    void commits.add([2]).then(() => settled.push('second'));
    await turn();
    expect(settled).toEqual([]);
    await writes.end();
    expect(settled).toEqual(['first']);
    await writes.end();
    expect(settled).toEqual(['first', 'second']);
  });

  it('keeps groups within the limit, and never splits what one caller added', async () => {
    const all = [commits.add([1, 2, 3]), commits.add([4, 5]), commits.add([6, 7, 8, 9, 10]), commits.add([])];
    for (let write = 0; write < 3; write += 1) await writes.end();
    await Promise.all(all);
    expect(writes.groups).toEqual([
      [1, 2, 3],
      [4, 5],
      [6, 7, 8, 9, 10],
    ]);
  });

  it('tells the callers of a failed write, and goes on with the next', async () => {
    const failing = commits.add([1]).catch((error: unknown) => error);
    await turn();
    const next = commits.add([2]);
    await writes.end(new Error('disk full'));
    expect(await failing).toEqual(new Error('disk full'));
    await writes.end();
    await next;
    const later = commits.add([3]);
    await writes.end();
    await later;
    expect(writes.groups).toEqual([[1], [2], [3]]);
  });
});
