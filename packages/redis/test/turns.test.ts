import { TesseraError } from '@tessera/core';
import { Turns } from '../src/turns.js';

/** A promise that is settled from outside. */
function pending(): {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
} {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

describe('Turns', () => {
  it('runs the tasks of a key one after the other and others meanwhile', async () => {
    const turns = new Turns();
    const [first, log] = [pending(), [] as string[]];
    const a = turns.run('a', async () => first.promise.then(() => void log.push('a1')));
    const a2 = turns.run('a', async () => void log.push('a2'));
    await turns.run('b', async () => void log.push('b'));
    expect(log).toEqual(['b']);
    first.resolve();
    await Promise.all([a, a2]);
    expect(log).toEqual(['b', 'a1', 'a2']);
  });

  it('goes on after a task that failed', async () => {
    const turns = new Turns();
    const first = pending();
    const failed = turns.run('a', async () => first.promise);
    const next = turns.run('a', async () => 'next');
    first.reject(new Error('the transition failed'));
    await expect(failed).rejects.toThrow('the transition failed');
    expect(await next).toBe('next');
  });

  it('fails those who wait when the store does not answer, and serves those who come after', async () => {
    const turns = new Turns();
    const [first, ran] = [pending(), [] as string[]];
    const failed = turns.run('a', async () => first.promise);
    const waiting = [1, 2].map(async () => turns.run('a', async () => void ran.push('waiting')));
    const outcomes = Promise.allSettled([failed, ...waiting]);
    first.reject(new TesseraError('ERR_STORE_UNAVAILABLE', 'no answer'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(ran).toEqual([]);
    expect(await turns.run('a', async () => 'after')).toBe('after');
  });
});
