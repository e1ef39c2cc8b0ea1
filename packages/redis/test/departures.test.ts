import { jest } from '@jest/globals';
import { Writable } from 'node:stream';
import type { Redis } from 'ioredis';
import { Departures } from '../src/departures.js';

/** A socket that tells what reached it in one write each. */
function socketOf(written: string[]): Writable {
  const text = ({ chunk }: { readonly chunk: unknown }): string => String(chunk);
  return new Writable({
    writev: (chunks, done) => {
      written.push(chunks.map(text).join(''));
      done();
    },
  });
}

const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const departuresOf = (client: object, deadlineMilliseconds = 1000): Departures =>
  new Departures(client as unknown as Redis, deadlineMilliseconds);

/** Nobody answers, and nobody waits. */
const send = (stream: Writable, command: string): Promise<void> => {
  stream.write(command);
  return Promise.resolve();
};

describe('Departures', () => {
  it('lets what is written in one turn of the event loop leave together, and the next turn on its own', async () => {
    const written: string[] = [];
    const stream = socketOf(written);
    const departures = departuresOf({ stream });
    for (const command of ['a', 'b']) await departures.answerTo(async () => send(stream, command));
    expect(written).toEqual([]);
    await turn();
    expect(written).toEqual(['ab']);
    void departures.answerTo(async () => send(stream, 'c'));
    await turn();
    expect(written).toEqual(['ab', 'c']);
  });

  it('gathers for each node of a cluster', async () => {
    const written = [[], []] as [string[], string[]];
    const nodes = written.map((texts) => ({ stream: socketOf(texts) }));
    const departures = departuresOf({ nodes: () => nodes });
    for (const { stream } of nodes)
      for (const command of ['a', 'b']) void departures.answerTo(async () => send(stream, command));
    await turn();
    expect(written).toEqual([['ab'], ['ab']]);
  });

  it('waits for nothing where there is no connection, or one that was closed meanwhile', async () => {
    const written: string[] = [];
    await departuresOf({ stream: undefined }).answerTo(async () => Promise.resolve());
    const stream = socketOf(written);
    await departuresOf({ stream }).answerTo(async () => Promise.resolve());
    stream.destroy();
    await turn();
    expect(written).toEqual([]);
  });

  it('hands on what the client throws, before anything left', async () => {
    const stream = socketOf([]);
    const fault = new Error('not connected');
    await expect(departuresOf({ stream }).answerTo(async () => Promise.reject(fault))).rejects.toBe(fault);
  });
});

describe('the time limit of Departures', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function unanswered(): {
    readonly stream: Writable & { bytesRead: number };
    readonly failure: Promise<unknown>;
  } {
    const stream = Object.assign(socketOf([]), { bytesRead: 7 });
    stream.on('error', () => undefined);
    const answer = departuresOf({ stream }, 500).answerTo(async () => {
      stream.write('a');
      return new Promise(() => undefined);
    });
    return { stream, failure: answer.then(() => 'an answer', String) };
  }

  it('begins when they leave', async () => {
    const { failure } = unanswered();
    jest.advanceTimersByTime(10_000);
    await turn();
    jest.advanceTimersByTime(499);
    await turn();
    expect(await Promise.race([failure, Promise.resolve('waits')])).toBe('waits');
    jest.advanceTimersByTime(1);
    await turn();
    expect(await failure).toBe('Error: no answer within 500 ms');
  });

  it('closes a connection on which nothing was heard, and no other', async () => {
    const [silent, heard] = [unanswered(), unanswered()];
    await turn();
    jest.advanceTimersByTime(500);
    await turn();
    heard.stream.bytesRead += 1;
    jest.advanceTimersByTime(399);
    await turn();
    expect(silent.stream.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    await turn();
    expect([silent.stream.destroyed, heard.stream.destroyed]).toEqual([true, false]);
  });
});
