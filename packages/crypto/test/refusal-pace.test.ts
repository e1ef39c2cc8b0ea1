import { Argon2PasswordHasher } from '@tessera/crypto';
import { RefusalPace } from '../src/refusal-pace.js';

/** A clock that a check moves on by what it costs. */
class Stopwatch {
  instant = 0;
  readonly slept: number[] = [];
  now(): number {
    return this.instant;
  }
  async sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    this.instant += milliseconds;
  }
}

describe('RefusalPace', () => {
  let watch: Stopwatch;
  let pace: RefusalPace;
  beforeEach(() => {
    watch = new Stopwatch();
    pace = new RefusalPace(watch);
  });

  /** How long a check takes from outside that costs `cost` milliseconds. */
  const timeOf = async (cost: number, isRight: boolean, costClass?: string): Promise<number> => {
    const start = watch.instant;
    const task = async (): Promise<boolean> => {
      watch.instant += cost;
      return isRight;
    };
    expect(await pace.check((run) => run(), task, costClass)).toBe(isRight);
    return watch.instant - start;
  };

  it('adds nothing while all hashes are our own', async () => {
    expect([await timeOf(20, false), await timeOf(20, true)]).toEqual([20, 20]);
    expect(watch.slept).toEqual([]);
  });

  it('lets a wrong password take as long whoever it is tried on', async () => {
    await timeOf(200, false, 'bcrypt 12');
    await timeOf(50, false, 'bcrypt 10');
    const [unknown, own] = [await timeOf(20, false), await timeOf(20, false)];
    const [slow, fast] = [await timeOf(200, false, 'bcrypt 12'), await timeOf(50, false, 'bcrypt 10')];
    expect([unknown, own, slow, fast]).toEqual([250, 250, 250, 250]);
  });

  it('does not hold up who has the right password', async () => {
    await timeOf(200, false, 'bcrypt 12');
    expect(await timeOf(20, true)).toBe(20);
    expect(await timeOf(200, true, 'bcrypt 12')).toBe(200);
  });

  it('does not count the time in the queue', async () => {
    await timeOf(200, false, 'bcrypt 12');
    const start = watch.instant;
    const queue = async (run: () => Promise<boolean>): Promise<boolean> => {
      watch.instant += 5000;
      return run();
    };
    await pace.check(queue, async () => false, undefined);
    expect(watch.instant - start).toBe(5250);
  });

  it('forgets what nobody has signed in with for a day, and waits no longer than three seconds', async () => {
    await timeOf(60_000, false, 'a stall');
    expect(await timeOf(20, false)).toBe(3000);
    watch.instant += 86_400_001;
    expect(await timeOf(20, false)).toBe(20);
  });

  it('is what the hasher goes by', async () => {
    const slept: number[] = [];
    let instant = 0;
    const pacing = {
      // Every check takes ten milliseconds.
      now: () => (instant += 10),
      sleep: async (milliseconds: number) => void slept.push(milliseconds),
    };
    const hasher = new Argon2PasswordHasher({ memoryKib: 8, passes: 1, pacing });
    await hasher.verify('wrong', await hasher.hash('Test1234!'));
    await hasher.verify('wrong', undefined);
    expect(slept).toEqual([]);
    const bcrypt = '$2b$04$abcdefghijklmnopqrstuuGRLygVmkroZcXdCw/S/hzj0d1hypfC2';
    await hasher.verify('Test1234!', bcrypt);
    expect(slept).toEqual([]);
    await hasher.verify('wrong', bcrypt);
    await hasher.verify('wrong', undefined);
    expect(slept).toEqual([2.5, 2.5]);
  });
});
